namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.status/1</c>.</summary>
public sealed record StatusDocument : CommandDocument
{
    /// <summary>Path of the socket that was asked.</summary>
    public required string Socket { get; init; }

    /// <summary>The agent's answer; null when it did not answer.</summary>
    public Varlink.StatusReply? Agent { get; init; }
}
