namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.device-token/1</c>.</summary>
public sealed record TokenDocument : CommandDocument
{
    /// <summary>Address of the hub.</summary>
    public string? Hub { get; init; }

    /// <summary>The token, a secret; null when it was written to a file.</summary>
    public string? Token { get; init; }

    /// <summary>The file that has it; null when it is printed.</summary>
    public string? File { get; init; }

    /// <summary>The device that it enrols.</summary>
    public string? Ueid { get; init; }

    /// <summary>Until when it counts, RFC 3339 UTC.</summary>
    public string? Expires { get; init; }
}
