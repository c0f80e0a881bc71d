using System.Collections.Frozen;

namespace MLSecOps.Core.Findings;

/// <summary>Every reason code of the product, from the classes that define them by subject.</summary>
public static class ReasonCatalogue
{
    private static readonly FrozenDictionary<string, Reason> ByCode = All.ToFrozenDictionary(reason => reason.Code, StringComparer.Ordinal);

    /// <summary>All reasons, grouped by subject, in a fixed order.</summary>
    public static IReadOnlyList<Reason> All =>
    [
        .. PackageReasons.All,
        .. SignatureReasons.All,
        .. RevocationReasons.All,
        .. TimestampReasons.All,
        .. OmsReasons.All,
        .. PolicyReasons.All,
        .. DocumentReasons.All,
        .. RehearsalReasons.All,
        .. ChallengeReasons.All,
        .. ApplicationReasons.All,
        .. InspectionReasons.All,
        .. SandboxReasons.All,
        .. TapReasons.All,
        .. StoreReasons.All,
        .. OpenReasons.All,
        .. EvidenceReasons.All,
        .. AttestationReasons.All,
        .. TpmReasons.All,
        .. EnrolmentReasons.All,
        .. HubReasons.All,
        .. ChainReasons.All,
        .. LineReasons.All,
        .. ConfigurationReasons.All,
        .. CommandReasons.All,
        .. TokenReasons.All,
        .. TpmDeviceReasons.All,
    ];

    /// <summary>Finds a reason by its code; null when no such reason exists (the code came from outside).</summary>
    public static Reason? Find(string code) => ByCode.GetValueOrDefault(code);
}
