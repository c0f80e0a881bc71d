using MLSecOps.Contracts.Hub;

namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.device-show/1</c>: the verdict is the hub's; nothing is judged here.</summary>
public sealed record DeviceShowDocument : CommandDocument
{
    /// <summary>Address of the hub.</summary>
    public string? Hub { get; init; }

    /// <summary>The device.</summary>
    public HubDevice? Device { get; init; }

    /// <summary>Its chain of records; null before the first was acknowledged.</summary>
    public HubChain? Chain { get; init; }

    /// <summary>What the newest evidence came to; null before any.</summary>
    public HubAppraisal? Appraisal { get; init; }

    /// <summary>Open findings, newest first.</summary>
    public IReadOnlyList<HubFinding>? Findings { get; init; }

    /// <summary>What changed, newest first.</summary>
    public IReadOnlyList<HubChange>? Changes { get; init; }

    /// <summary>The file with its newest evidence; null when none was asked for.</summary>
    public string? File { get; init; }
}
