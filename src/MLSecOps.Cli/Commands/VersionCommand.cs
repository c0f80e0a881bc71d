using System.Reflection;
using System.Runtime.InteropServices;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec version</c>.</summary>
internal sealed class VersionCommand() : Verb("version", "print the version of this program", Schemas.Version)
{
    /// <summary>Semantic version of this program.</summary>
    public static string Current { get; } =
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    public override IReadOnlyList<string> Examples { get; } = ["mlsec version", "mlsec version --json"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x86-64" : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        VersionDocument document = new() { Schema = Schema, Ok = true, Version = Current, Architecture = architecture };
        return Task.FromResult(new Outcome(document, [$"mlsec {Current} ({architecture})"]));
    }
}
