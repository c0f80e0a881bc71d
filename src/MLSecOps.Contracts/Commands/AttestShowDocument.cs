namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.attest-show/1</c>: an attestation message of any origin, as it was read. A verdict is there only when a key was given, and is about signatures alone.</summary>
public sealed record AttestShowDocument : CommandDocument
{
    /// <summary>Path of the message.</summary>
    public required string File { get; init; }

    /// <summary>What it is; null when it could not be read.</summary>
    public string? Kind { get; init; }

    /// <summary>Where that is specified.</summary>
    public string? Specification { get; init; }

    /// <summary><c>sha256:</c> of the key's SubjectPublicKeyInfo; null when no key was given.</summary>
    public string? KeySha256 { get; init; }

    /// <summary>What it says, in its order; null when it could not be read.</summary>
    public IReadOnlyList<SaidEntry>? Claims { get; init; }

    /// <summary>What is legal there, but stands in no message of ours, or is not known here.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>Byte at which reading ended; null when it did not.</summary>
    public long? FaultOffset { get; init; }
}
