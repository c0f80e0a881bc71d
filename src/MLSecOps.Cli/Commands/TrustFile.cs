using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Commands;

/// <summary>The trust file of a command.</summary>
internal static class TrustFile
{
    /// <summary>Where a device has it.</summary>
    public const string Standard = "/etc/mlsec/trust.toml";

    /// <summary>Reads it, or fails with every problem.</summary>
    public static TrustConfiguration Load(string file)
    {
        Loaded<TrustConfiguration> loaded = TrustConfigurationLoader.Load(file);
        return loaded.TryGet(out TrustConfiguration? trust, out IReadOnlyList<ConfigurationProblem> problems)
            ? trust
            : throw new CommandFailure(ConfigurationFailure.Of(problems, $"the trust file {file}"));
    }

    /// <summary>Reads the standard one, or says that nobody is trusted yet.</summary>
    public static TrustConfiguration LoadStandard() => Path.Exists(Standard)
        ? Load(Standard)
        : throw new CommandFailure(CommandReasons.NoAnchors, "nobody is trusted yet", $"neither --trust nor --anchors is given, and there is no {Standard}");
}
