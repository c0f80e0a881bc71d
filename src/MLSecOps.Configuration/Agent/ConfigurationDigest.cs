using System.Globalization;
using System.Text;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Digests;

namespace MLSecOps.Configuration.Agent;

/// <summary>One value for everything that the administrator decided: what evidence states and <c>mlsec config show</c> prints.</summary>
public static class ConfigurationDigest
{
    /// <summary>SHA-256 over lines of text: every key of <see cref="AgentKeys.All"/> with its value in force, then trust.toml as it is understood, with the digest of each anchor's certificate. Comments, the order of lines and the names of anchor files do not count; defaults do, but those of tpm only beside a TPM, and <c>watch.challenge_interval</c> and <c>rehearse.interval</c> only where they are another one, so that devices from before those keys keep their digest.</summary>
    public static Sha256Digest Of(AgentConfiguration agent, TrustConfiguration trust)
    {
        StringBuilder lines = new("mlsec.configuration/1\n");
        foreach (Setting setting in agent.Settings.Where(setting => Counts(agent, setting.Key)))
        {
            Add(lines, setting.Key, setting.Value);
        }

        Add(lines, "trust.fleet", trust.Fleet ?? string.Empty);
        (string Name, RoleConfiguration? Role)[] roles = [("publisher", trust.Publisher), ("director", trust.Director), ("root", trust.Root), ("hub", trust.Hub)];
        foreach ((string name, RoleConfiguration? role) in roles)
        {
            if (role is not null)
            {
                Add(lines, $"trust.{name}.threshold", role.Threshold.ToString(CultureInfo.InvariantCulture));
                Add(lines, $"trust.{name}.eku", role.KeyUsage.ToString());
                foreach (string anchor in role.Anchors.Select(anchor => Sha256Digest.Of(anchor.Certificate.Span).Hex).Order(StringComparer.Ordinal))
                {
                    Add(lines, $"trust.{name}.anchor", anchor);
                }
            }
        }

        // Only where they are set: what they weaken or narrow did not exist before, and a fleet's approved digests stay the same.
        if (trust.RequireCrl)
        {
            Add(lines, "trust.require_crl", "true");
        }

        foreach (string anchor in trust.Timestamp.Select(anchor => Sha256Digest.Of(anchor.Certificate.Span).Hex).Order(StringComparer.Ordinal))
        {
            Add(lines, "trust.timestamp.anchor", anchor);
        }

        return Sha256Digest.Of(Encoding.UTF8.GetBytes(lines.ToString()));
    }

    private static bool Counts(AgentConfiguration agent, string key) => key switch
    {
        "watch.challenge_interval" => agent.ChallengeInterval != AgentConfiguration.DefaultChallengeInterval,
        "rehearse.interval" => agent.RehearseInterval != AgentConfiguration.DefaultRehearseInterval,
        _ => agent.Tpm is not null || !key.StartsWith("tpm.", StringComparison.Ordinal),
    };

    // Values are TOML on one line, so that no value can look like another key.
    private static void Add(StringBuilder lines, string key, string value) => lines.Append(key).Append('=').Append(value).Append('\n');
}
