namespace MLSecOps.Contracts.Commands;

/// <summary>Schemas <c>mlsec.pack/1</c>, <c>mlsec.sign/1</c> and <c>mlsec.show/1</c>: a package that was written or read, without a verdict.</summary>
public sealed record PackDocument : CommandDocument
{
    /// <summary>Path of the package, folder or file.</summary>
    public string? Package { get; init; }

    /// <summary>Bytes of the package.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>What the manifest says.</summary>
    public ManifestEntry? Manifest { get; init; }

    /// <summary><c>sha256:</c> of the manifest's bytes.</summary>
    public string? ManifestDigest { get; init; }

    /// <summary>Whether a signature is in it; nothing is judged.</summary>
    public bool? Signed { get; init; }

    /// <summary>Path of the OMS bundle that was written about a folder or file; only for <c>model sign --signature</c>.</summary>
    public string? Signature { get; init; }

    /// <summary>How many files that bundle is about.</summary>
    public int? SignedFiles { get; init; }

    /// <summary>Who signed just now, with an empty subject for a bare key; only for <c>model sign</c>.</summary>
    public SignerEntry? Signer { get; init; }
}
