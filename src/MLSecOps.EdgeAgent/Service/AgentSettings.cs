using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.State;
using MLSecOps.Trust.TrustUpdates;
using ConfirmBy = MLSecOps.Core.Update.ConfirmBy;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>Everything that the administrator and the fleet's signed documents decided, as one value that a reload or a document replaces whole.</summary>
/// <param name="Agent">agent.toml and its layers.</param>
/// <param name="Local">trust.toml.</param>
/// <param name="Roles">Whom trust.toml names.</param>
/// <param name="Update">What the machine may do.</param>
/// <param name="Digest">Changes when any file of the administrator's changes; what evidence states.</param>
internal sealed record AgentSettings(AgentConfiguration Agent, TrustConfiguration Local, FleetRoles Roles, UpdatePolicy Update, Sha256Digest Digest)
{
    /// <summary>The fleet's name from trust.toml; null when it has none.</summary>
    public string? Fleet => Local.Fleet;

    /// <summary>Whose packages count.</summary>
    public TrustPolicy Trust { get; private init; } = new(new RolePolicy([]));

    /// <summary>Who may speak as the hub; nobody when neither trust.toml nor a trust update says.</summary>
    public RolePolicy Hub { get; private init; } = new([]);

    /// <summary>Who may say what this device runs; nobody when neither trust.toml nor a trust update says.</summary>
    public RolePolicy Director { get; private init; } = new([]);

    /// <summary>The newest bulletin; null while none is known.</summary>
    public Bulletin? Bulletin { get; private init; }

    /// <summary>Names all that packages are judged by: what was refused under another key is looked at again.</summary>
    public string Key { get; private init; } = Digest.Hex;

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
        return new AgentSettings(agent, trust, RolesOf(trust), policy, ConfigurationDigest.Of(agent, trust)).Under(TrustState.Initial, []);
    }

    /// <summary>The same under signed documents.</summary>
    /// <param name="state">What is in force.</param>
    /// <param name="lists">Revocation lists that were brought here, DER; untrusted.</param>
    public AgentSettings Under(TrustState state, IReadOnlyList<ReadOnlyMemory<byte>> lists)
    {
        IReadOnlyDictionary<Sha256Digest, CrlNumber> least = state.LeastCrlNumbers();
        RevocationPolicy? revocation = lists.Count > 0 || least.Count > 0 || Local.RequireCrl ? new RevocationPolicy(lists, Local.RequireCrl) { LeastNumbers = least } : null;
        string documents = string.Join('+', new[] { state.Trust?.Document.Hex, state.Bulletin?.Document.Hex }.OfType<string>().Concat(lists.Select(list => Sha256Digest.Of(list.Span).Hex)));
        return this with
        {
            Trust = new TrustPolicy(Roles.Of(TrustRole.Publisher, state.Trust) with { Revocation = revocation }),
            Director = Roles.Of(TrustRole.Director, state.Trust) with { Revocation = revocation },
            Hub = Roles.Of(TrustRole.Hub, state.Trust),
            Bulletin = state.Bulletin?.Bulletin,
            Key = documents.Length == 0 ? Digest.Hex : Sha256Digest.Of(System.Text.Encoding.ASCII.GetBytes($"{Digest.Hex}+{documents}")).Hex,
        };
    }

    private static FleetRoles RolesOf(TrustConfiguration trust)
    {
        (TrustRole Role, RoleConfiguration? Configured)[] roles =
            [(TrustRole.Root, trust.Root), (TrustRole.Publisher, trust.Publisher), (TrustRole.Director, trust.Director), (TrustRole.Hub, trust.Hub)];
        return new FleetRoles(
            roles.Where(row => row.Configured is not null).ToDictionary(row => row.Role, row => RoleOf(row.Configured!)),
            [.. trust.Timestamp.Select(anchor => anchor.Certificate)]);
    }

    private static RolePolicy RoleOf(RoleConfiguration role) => new(
        [.. role.Anchors.Select(anchor => anchor.Certificate)],
        role.Threshold,
        role.KeyUsage == KeyUsagePolicy.Oms ? SignerUsage.Oms : SignerUsage.Strict);
}
