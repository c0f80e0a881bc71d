namespace MLSecOps.Hub.Domain.Devices;

/// <summary>One model of a device, as the newest evidence has it.</summary>
/// <param name="Model">Slot name.</param>
public sealed record ModelState(string Model)
{
    /// <summary>What the appraisal came to.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Reason code when it is not trusted.</summary>
    public string? Reason { get; init; }

    /// <summary>Release that the device claims is current; null when it claims none.</summary>
    public long? Release { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Digest of its manifest, <c>sha256:…</c>.</summary>
    public string? ManifestDigest { get; init; }

    /// <summary>Where the slot's update stands: a word of the device's states.</summary>
    public string? State { get; init; }

    /// <summary>Release floor that evidence states.</summary>
    public long Floor { get; init; }

    /// <summary>Digest that the signed manifest gives the model's file; null when the hub does not know that release.</summary>
    public string? ExpectedDigest { get; init; }

    /// <summary>Digest measured on the device's disk; null when it was not measured.</summary>
    public string? DiskDigest { get; init; }

    /// <summary>What challenges show of it, one line: <c>held: …</c>, <c>not held: …</c> or <c>inconclusive: …</c>; null where its package declares none.</summary>
    public string? Challenge { get; init; }

    /// <summary>The newest result that a later one is judged by; null before the first.</summary>
    public ModelHolding? Holding { get; init; }
}
