using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>Whom this device takes for its hub: the anchors of trust.toml and of the newest trust update, judged by the one verify loop.</summary>
internal sealed class HubTrust(Func<AgentSettings> settings, Func<VerificationTime> now)
{
    /// <summary>Who may speak as the hub.</summary>
    public RolePolicy Hub => settings().Hub;

    /// <summary>Who may say what this device runs.</summary>
    public RolePolicy Director => settings().Director;

    /// <summary>The fleet's name; empty, which is none, when trust.toml names none.</summary>
    public string Fleet => settings().Fleet ?? string.Empty;

    /// <summary>The time to judge by, with its origin.</summary>
    public VerificationTime Now => now();

    /// <summary>Judges a TLS server.</summary>
    /// <param name="host">The name that was asked for.</param>
    /// <param name="pin">The key that it must have besides; null for any below the anchors.</param>
    /// <param name="certificate">DER; untrusted.</param>
    /// <param name="companions">Those that it sent along; untrusted.</param>
    public TrustVerdict JudgeServer(string host, Sha256Digest? pin, ReadOnlyMemory<byte> certificate, IReadOnlyList<ReadOnlyMemory<byte>> companions) =>
        HubServerVerifier.Verify(certificate, companions, Hub, host, pin, Now);
}
