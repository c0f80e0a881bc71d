using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Page.Text;

/// <summary>A technique of MITRE ATLAS that a finding points to: for the security team's own tools.</summary>
/// <param name="Id">Such as <c>AML.T0018</c>.</param>
/// <param name="Name">ATLAS's name of it, exactly.</param>
public sealed record AtlasTechnique(string Id, string Name)
{
    /// <summary>Its page.</summary>
    public string Address => $"https://atlas.mitre.org/techniques/{Id}";

    /// <summary>Weights or graph were changed.</summary>
    public static AtlasTechnique ManipulateModel { get; } = new("AML.T0018", "Manipulate AI Model");

    /// <summary>A model came from where it should not.</summary>
    public static AtlasTechnique SupplyChain { get; } = new("AML.T0010", "AI Supply Chain Compromise");

    /// <summary>What a reason points to; null when ATLAS has no technique for it, which is better than a wrong one.</summary>
    public static AtlasTechnique? Of(string reason) =>
        Changed.Contains(reason) ? ManipulateModel
        : Foreign.Contains(reason) ? SupplyChain
        : null;

    private static readonly HashSet<string> Changed = new(StringComparer.Ordinal)
    {
        StoreReasons.ModelTampered.Code, StoreReasons.ModelFileUnsigned.Code, StoreReasons.SealBroken.Code, StoreReasons.RestoreFailed.Code,
        EvidenceReasons.ModelDigestMismatch.Code, EvidenceReasons.HandedOutMismatch.Code, EvidenceReasons.ScrubFailed.Code,
    };

    private static readonly HashSet<string> Foreign = new(StringComparer.Ordinal)
    {
        EvidenceReasons.ModelUnknown.Code, StoreReasons.ReleaseConflict.Code, HubReasons.PackageNotDesired.Code,
    };
}
