using MLSecOps.Cli.Output;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Hub;

/// <summary>The hub's anchors of a trust file.</summary>
internal static class HubAnchors
{
    /// <summary>The policy, or a failure when the file has no table [hub].</summary>
    public static RolePolicy Of(TrustConfiguration trust) => trust.Hub is { } hub
        ? new RolePolicy([.. hub.Anchors.Select(anchor => anchor.Certificate)])
        : throw new CommandFailure(ConfigurationReasons.Missing, $"the trust file {trust.File} names no hub", "the table [hub] with its anchors is missing");
}
