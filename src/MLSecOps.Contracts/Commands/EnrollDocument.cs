namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.device-enroll/1</c>.</summary>
public sealed record EnrollDocument : CommandDocument
{
    /// <summary>The agent's socket.</summary>
    public string? Socket { get; init; }

    /// <summary>Where the token was put.</summary>
    public string? File { get; init; }

    /// <summary>Address of the hub, as the agent has it.</summary>
    public string? Hub { get; init; }

    /// <summary>The device, once it is enrolled and connected.</summary>
    public string? Ueid { get; init; }
}
