namespace MLSecOps.Contracts.Commands;

/// <summary>Names of the JSON documents that commands print with <c>--json</c>. Changes within a number only add members.</summary>
public static class Schemas
{
    /// <summary>A failure before a command could begin its own document.</summary>
    public const string Error = "mlsec.error/1";

    /// <summary><c>model verify</c>.</summary>
    public const string Verify = "mlsec.verify/1";

    /// <summary><c>model show</c>.</summary>
    public const string Show = "mlsec.show/1";

    /// <summary><c>model pack</c>.</summary>
    public const string Pack = "mlsec.pack/1";

    /// <summary><c>model baseline</c>.</summary>
    public const string Baseline = "mlsec.baseline/1";

    /// <summary><c>model sign</c>.</summary>
    public const string Sign = "mlsec.sign/1";

    /// <summary><c>model reissue</c>.</summary>
    public const string Reissue = "mlsec.reissue/1";

    /// <summary><c>model rehearse</c>.</summary>
    public const string Rehearse = "mlsec.rehearse/1";

    /// <summary><c>model inspect</c>.</summary>
    public const string Inspect = "mlsec.inspect/1";

    /// <summary><c>model diff</c>.</summary>
    public const string Diff = "mlsec.diff/1";

    /// <summary><c>model bom</c>.</summary>
    public const string Bom = "mlsec.bom/1";

    /// <summary><c>trust init</c>.</summary>
    public const string TrustInit = "mlsec.trust-init/1";

    /// <summary><c>trust show</c>.</summary>
    public const string TrustShow = "mlsec.trust-show/1";

    /// <summary><c>trust bulletin</c>.</summary>
    public const string TrustBulletin = "mlsec.trust-bulletin/1";

    /// <summary><c>trust update</c>.</summary>
    public const string TrustUpdate = "mlsec.trust-update/1";

    /// <summary><c>trust membership</c>.</summary>
    public const string TrustMembership = "mlsec.trust-membership/1";

    /// <summary><c>trust sign</c>.</summary>
    public const string TrustSign = "mlsec.trust-sign/1";

    /// <summary><c>trust check</c>.</summary>
    public const string TrustCheck = "mlsec.trust-check/1";

    /// <summary><c>status</c>.</summary>
    public const string Status = "mlsec.status/1";

    /// <summary><c>config check</c> and <c>config show</c>.</summary>
    public const string Configuration = "mlsec.config/1";

    /// <summary><c>model push</c>.</summary>
    public const string Push = "mlsec.push/1";

    /// <summary><c>rollout start</c>.</summary>
    public const string RolloutStart = "mlsec.rollout-start/1";

    /// <summary><c>rollout status</c>.</summary>
    public const string RolloutStatus = "mlsec.rollout-status/1";

    /// <summary><c>rollout recall</c>.</summary>
    public const string RolloutRecall = "mlsec.rollout-recall/1";

    /// <summary><c>device token</c>.</summary>
    public const string DeviceToken = "mlsec.device-token/1";

    /// <summary><c>device enroll</c>.</summary>
    public const string DeviceEnroll = "mlsec.device-enroll/1";

    /// <summary><c>device reenroll</c>.</summary>
    public const string DeviceReenroll = "mlsec.device-reenroll/1";

    /// <summary><c>device retire</c>.</summary>
    public const string DeviceRetire = "mlsec.device-retire/1";

    /// <summary><c>device list</c>.</summary>
    public const string DeviceList = "mlsec.device-list/1";

    /// <summary><c>device show</c>.</summary>
    public const string DeviceShow = "mlsec.device-show/1";

    /// <summary><c>device challenge</c>.</summary>
    public const string DeviceChallenge = "mlsec.device-challenge/1";

    /// <summary><c>attest verify</c>.</summary>
    public const string Attest = "mlsec.attest/1";

    /// <summary><c>attest show</c>.</summary>
    public const string AttestShow = "mlsec.attest-show/1";

    /// <summary><c>version</c>.</summary>
    public const string Version = "mlsec.version/1";

    /// <summary><c>completion</c>.</summary>
    public const string Completion = "mlsec.completion/1";

    /// <summary><c>--help</c>.</summary>
    public const string Help = "mlsec.help/1";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Error, Verify, Show, Pack, Baseline, Sign, Reissue, Rehearse, Inspect, Diff, Bom, TrustInit, TrustShow, TrustBulletin, TrustUpdate, TrustMembership, TrustSign, TrustCheck, Status, Configuration, Push, RolloutStart, RolloutStatus, RolloutRecall, DeviceToken, DeviceEnroll, DeviceReenroll, DeviceRetire, DeviceList,
        DeviceShow, DeviceChallenge, Attest, AttestShow, Version, Completion, Help,
    ];
}
