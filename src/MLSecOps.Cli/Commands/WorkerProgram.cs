using MLSecOps.Contracts.Varlink;
using MLSecOps.Linux.Confinement;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Cli.Commands;

/// <summary>The worker as the command line finds it, and what held it.</summary>
internal static class WorkerProgram
{
    /// <summary>Where a package of the system puts the worker.</summary>
    private const string Installed = "/usr/libexec/mlsec/mlsec-worker";

    /// <summary>The program beside this one, else the system's.</summary>
    public static string Default()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "mlsec-worker");
        return File.Exists(beside) ? beside : Installed;
    }

    /// <summary>Every layer of confinement, and whether it held.</summary>
    public static IEnumerable<SandboxLayer> Layers(SandboxCoverage? coverage) => Enum.GetValues<ConfinementFeature>()
        .Select(feature => new SandboxLayer(ConfinementNames.Of(feature), coverage?.Applied.Contains(feature) == true));
}
