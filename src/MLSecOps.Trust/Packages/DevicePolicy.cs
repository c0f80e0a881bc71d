using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Packages;

/// <summary>Judges a verified manifest by the device's properties, its memory of releases, and the time.</summary>
internal static class DevicePolicy
{
    private static readonly ValidityCheck Dates = new(PolicyReasons.ReleaseExpired, PolicyReasons.ReleaseNotYetIssued, PolicyReasons.ReleaseTimeUnproven);

    /// <summary>Performs every check of the policy; all are performed, so that a report names everything at once.</summary>
    public static void Judge(ModelManifest manifest, Sha256Digest digest, DeviceContext device, long releaseJump, VerificationTime time, CheckList checks)
    {
        JudgeName(CheckIds.Audience, manifest.Audience, device.Fleet, PolicyReasons.AudienceMismatch, manifest.Model, checks);
        JudgeName(CheckIds.Hardware, manifest.Hardware, device.Hardware, PolicyReasons.HardwareMismatch, manifest.Model, checks);
        JudgeAgent(manifest, device.AgentVersion, checks);
        Dates.Run(checks, CheckIds.ReleaseValidity, manifest.Model, manifest.Issued, manifest.Expires, time);
        JudgeRelease(manifest, device.Releases, releaseJump, checks);
        JudgeBulletin(manifest, digest, device.Bulletin, checks);
    }

    private static void JudgeName(string id, IReadOnlyList<string> allowed, string? own, Reason refusal, string subject, CheckList checks)
    {
        if (own is null)
        {
            checks.Skip(id, subject, PolicyReasons.NotAsked);
        }
        else if (allowed.Count == 0 || allowed.Contains(own, StringComparer.Ordinal))
        {
            checks.Pass(id, subject, allowed.Count == 0 ? "any" : own);
        }
        else
        {
            checks.Fail(id, subject, refusal, string.Join(", ", allowed), own.Length == 0 ? "none" : own);
        }
    }

    private static void JudgeAgent(ModelManifest manifest, string? agent, CheckList checks)
    {
        if (agent is null)
        {
            checks.Skip(CheckIds.MinAgent, manifest.Model, PolicyReasons.NotAsked);
            return;
        }

        SemanticVersion own = SemanticVersion.TryParse(agent) ?? throw new ArgumentException("The agent's own version is no semantic version.", nameof(agent));
        SemanticVersion? least = SemanticVersion.TryParse(manifest.MinAgent);
        if (least is null || own.ComparePrecedence(least) >= 0)
        {
            checks.Pass(CheckIds.MinAgent, manifest.Model, agent);
        }
        else
        {
            checks.Fail(CheckIds.MinAgent, manifest.Model, PolicyReasons.AgentTooOld, $"at least {least}", agent);
        }
    }

    private static void JudgeRelease(ModelManifest manifest, IReadOnlyDictionary<string, ReleaseHistory>? releases, long jump, CheckList checks)
    {
        if (releases is null)
        {
            checks.Skip(CheckIds.ReleaseFloor, manifest.Model, PolicyReasons.NotAsked);
            checks.Skip(CheckIds.ReleaseJump, manifest.Model, PolicyReasons.NotAsked);
            return;
        }

        ReleaseHistory history = releases.GetValueOrDefault(manifest.Model) ?? new ReleaseHistory(0, null);
        string found = $"release {manifest.Release}";
        if (manifest.Release < history.Floor)
        {
            checks.Fail(CheckIds.ReleaseFloor, manifest.Model, PolicyReasons.ReleaseBelowFloor, $"at least release {history.Floor}", found);
        }
        else
        {
            checks.Pass(CheckIds.ReleaseFloor, manifest.Model, $"{found}, floor {history.Floor}");
        }

        if (history.Installed is { } installed && manifest.Release - installed > jump)
        {
            checks.Fail(CheckIds.ReleaseJump, manifest.Model, PolicyReasons.ReleaseJump, $"at most release {installed + jump}", found);
        }
        else
        {
            checks.Pass(CheckIds.ReleaseJump, manifest.Model, history.Installed is null ? "no release installed" : found);
        }
    }

    private static void JudgeBulletin(ModelManifest manifest, Sha256Digest digest, Bulletin? bulletin, CheckList checks)
    {
        string found = $"release {manifest.Release}, {digest}";
        if (bulletin is null)
        {
            checks.Skip(CheckIds.Bulletin, manifest.Model, PolicyReasons.NoBulletin);
        }
        else if (bulletin.FindRecall(digest) is { } recall)
        {
            checks.Fail(CheckIds.Bulletin, manifest.Model, PolicyReasons.ReleaseRecalled, $"a release that bulletin {bulletin.Version} does not recall", $"{found}: {recall.Why}");
        }
        else if (manifest.Release < bulletin.LeastReleaseOf(manifest.Model))
        {
            checks.Fail(CheckIds.Bulletin, manifest.Model, PolicyReasons.ReleaseBelowLeast, $"at least release {bulletin.LeastReleaseOf(manifest.Model)}", found);
        }
        else
        {
            checks.Pass(CheckIds.Bulletin, manifest.Model, $"not recalled by bulletin {bulletin.Version}");
        }
    }
}
