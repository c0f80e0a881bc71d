namespace MLSecOps.Hub.Domain.Devices;

/// <summary>What the hub knows of a device now: derived from its records and evidence, one row that each message renews.</summary>
/// <param name="Ueid">Who.</param>
public sealed record DeviceState(string Ueid)
{
    /// <summary>A connection exists, as far as birth and will tell.</summary>
    public bool Connected { get; init; }

    /// <summary>Number of the newest connection; a will with another one is stale.</summary>
    public long BdSeq { get; init; }

    /// <summary>When the newest message came, by the hub's clock.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>When the device said, or its will said, that the connection ended.</summary>
    public DateTimeOffset? Died { get; init; }

    /// <summary>Version of the agent, from birth.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>What the device is called in targets, from birth.</summary>
    public string? Hardware { get; init; }

    /// <summary>Enforcement axis: <c>enforce</c> or <c>observe</c>, from evidence; null before.</summary>
    public string? Mode { get; init; }

    /// <summary>Verdict axis, from the newest appraised evidence, or from a bulletin that came since and withdraws what it runs.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Reason code when it is not trusted.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when the verdict is what it is.</summary>
    public DateTimeOffset? VerdictSince { get; init; }

    /// <summary>Number of the evidence that the verdict rests on; null before any.</summary>
    public long? Evidence { get; init; }

    /// <summary>When that evidence came.</summary>
    public DateTimeOffset? EvidenceAt { get; init; }

    /// <summary>The last record up to which nothing is missing: what was acknowledged.</summary>
    public ChainPosition? Acknowledged { get; init; }

    /// <summary>The head to which the newest evidence commits; its records may still be on their way.</summary>
    public ChainPosition? Committed { get; init; }

    /// <summary>The last record that evidence commits to and that leads to it without a gap: it and those before are authenticated.</summary>
    public ChainPosition? Authenticated { get; init; }

    /// <summary>What tells replays and copies from accidents.</summary>
    public ChainMemory Memory { get; init; } = ChainMemory.None;

    /// <summary>Names of insecure options in force, from evidence.</summary>
    public IReadOnlyList<string> InsecureOptions { get; init; } = [];

    /// <summary>Its models, by name.</summary>
    public IReadOnlyList<ModelState> Models { get; init; } = [];
}
