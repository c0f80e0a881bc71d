using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Trust.Policy;
using ConfirmBy = MLSecOps.Core.Update.ConfirmBy;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>Everything that the administrator decided, as one value that a reload replaces whole.</summary>
/// <param name="Agent">agent.toml and its layers.</param>
/// <param name="Fleet">The fleet's name from trust.toml; null when it has none.</param>
/// <param name="Trust">Whose signatures count.</param>
/// <param name="Hub">Who may speak as the hub; nobody when trust.toml does not say.</param>
/// <param name="Director">Who may say what this device runs; nobody when trust.toml does not say.</param>
/// <param name="Update">What the machine may do.</param>
/// <param name="Digest">Changes when anything here changes; what evidence states.</param>
internal sealed record AgentSettings(
    AgentConfiguration Agent, string? Fleet, TrustPolicy Trust, RolePolicy Hub, RolePolicy Director, UpdatePolicy Update, Sha256Digest Digest)
{
    /// <summary>The digest as text: what was refused under another one is looked at again.</summary>
    public string Key => Digest.Hex;

    /// <summary>Reads all files. Null, with every problem, when any of them is wrong: an agent never runs on half a configuration.</summary>
    public static AgentSettings? Load(ConfigurationSources sources, out IReadOnlyList<ConfigurationProblem> problems)
    {
        if (!AgentConfigurationLoader.Load(sources).TryGet(out AgentConfiguration? agent, out problems)
            || !TrustConfigurationLoader.Load(agent.TrustFile).TryGet(out TrustConfiguration? trust, out problems))
        {
            return null;
        }

        if (agent.Hub is not null && trust.Hub is null)
        {
            problems = [new ConfigurationProblem(ConfigurationReasons.Missing, trust.File, 0, 0, "hub.url is set, so the table [hub] with its anchors must be here")];
            return null;
        }

        ConfirmBy confirm = agent.Confirm switch
        {
            Configuration.Agent.ConfirmBy.Soak => agent.Soak == TimeSpan.Zero ? ConfirmBy.Rehearsal : ConfirmBy.Soak,
            _ => ConfirmBy.Application,
        };
        UpdatePolicy policy = new(agent.Mode == AgentMode.Enforce, confirm, agent.OnTamper == OnTamper.Restore, agent.AllowOpaque);
        return new AgentSettings(agent, trust.Fleet, TrustPolicyOf(trust), RoleOf(trust.Hub), RoleOf(trust.Director), policy, ConfigurationDigest.Of(agent, trust));
    }

    private static TrustPolicy TrustPolicyOf(TrustConfiguration trust) => new(RoleOf(trust.Publisher));

    private static RolePolicy RoleOf(RoleConfiguration? role) => role is null ? new RolePolicy([]) : new(
        [.. role.Anchors.Select(anchor => anchor.Certificate)],
        role.Threshold,
        role.KeyUsage == KeyUsagePolicy.Oms ? SignerUsage.Oms : SignerUsage.Strict);
}
