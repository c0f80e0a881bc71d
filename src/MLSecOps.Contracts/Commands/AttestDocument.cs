namespace MLSecOps.Contracts.Commands;

/// <summary>Schemas <c>mlsec.attest/1</c> and <c>mlsec.device-challenge/1</c>: one piece of evidence, judged here, with the hub's appraisal of it.</summary>
public sealed record AttestDocument : CommandDocument
{
    /// <summary>Path of the bundle; null when it came from the hub.</summary>
    public string? File { get; init; }

    /// <summary>Address of the hub; null for a file.</summary>
    public string? Hub { get; init; }

    /// <summary>The device.</summary>
    public string? Ueid { get; init; }

    /// <summary>The nonce that it answers, hexadecimal.</summary>
    public string? Nonce { get; init; }

    /// <summary>When it came, by the hub's clock, RFC 3339 UTC; nobody signs that.</summary>
    public string? Received { get; init; }

    /// <summary>Time of the judgement, RFC 3339 UTC.</summary>
    public string? Time { get; init; }

    /// <summary>Where that time came from: <c>clock</c>, <c>argument</c> or <c>floor</c>.</summary>
    public string? TimeOrigin { get; init; }

    /// <summary>What the device claims; null when its signature or form was refused.</summary>
    public EvidenceEntry? Evidence { get; init; }

    /// <summary>What the hub made of it; null when its signature or form was refused.</summary>
    public AppraisalEntry? Appraisal { get; init; }
}
