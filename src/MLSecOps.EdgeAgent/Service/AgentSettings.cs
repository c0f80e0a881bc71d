using System.Text;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.Trust.Policy;
using ConfirmBy = MLSecOps.Core.Update.ConfirmBy;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>Everything that the administrator decided, as one value that a reload replaces whole.</summary>
/// <param name="Agent">agent.toml and its layers.</param>
/// <param name="Fleet">The fleet's name from trust.toml; null when it has none.</param>
/// <param name="Trust">Whose signatures count.</param>
/// <param name="Update">What the machine may do.</param>
/// <param name="Key">Changes when anything here changes: what was refused is then looked at again.</param>
internal sealed record AgentSettings(AgentConfiguration Agent, string? Fleet, TrustPolicy Trust, UpdatePolicy Update, string Key)
{
    /// <summary>Reads all files. Null, with every problem, when any of them is wrong: an agent never runs on half a configuration.</summary>
    public static AgentSettings? Load(ConfigurationSources sources, out IReadOnlyList<ConfigurationProblem> problems)
    {
        if (!AgentConfigurationLoader.Load(sources).TryGet(out AgentConfiguration? agent, out problems)
            || !TrustConfigurationLoader.Load(agent.TrustFile).TryGet(out TrustConfiguration? trust, out problems))
        {
            return null;
        }

        ConfirmBy confirm = agent.Confirm switch
        {
            Configuration.Agent.ConfirmBy.Soak => agent.Soak == TimeSpan.Zero ? ConfirmBy.Rehearsal : ConfirmBy.Soak,
            _ => ConfirmBy.Application,
        };
        UpdatePolicy policy = new(agent.Mode == AgentMode.Enforce, confirm, agent.OnTamper == OnTamper.Restore, agent.AllowOpaque);
        return new AgentSettings(agent, trust.Fleet, TrustPolicyOf(trust), policy, KeyOf(agent, trust));
    }

    private static TrustPolicy TrustPolicyOf(TrustConfiguration trust) => new(RoleOf(trust.Publisher));

    private static RolePolicy RoleOf(RoleConfiguration role) => new(
        [.. role.Anchors.Select(anchor => anchor.Certificate)],
        role.Threshold,
        role.KeyUsage == KeyUsagePolicy.Oms ? SignerUsage.Oms : SignerUsage.Strict);

    private static string KeyOf(AgentConfiguration agent, TrustConfiguration trust)
    {
        StringBuilder all = new(trust.Fleet);
        foreach (Setting setting in agent.Settings)
        {
            all.Append('\n').Append(setting.Key).Append('=').Append(setting.Value);
        }

        all.Append('\n').Append(trust.Publisher.Threshold).Append(trust.Publisher.KeyUsage);
        foreach (TrustAnchor anchor in trust.Publisher.Anchors)
        {
            all.Append('\n').Append(Sha256Digest.Of(anchor.Certificate.Span));
        }

        return Sha256Digest.Of(Encoding.UTF8.GetBytes(all.ToString())).Hex;
    }
}
