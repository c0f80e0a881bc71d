using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Sandbox.Inspection;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Cli.Inspection;

/// <summary>Has a model inspected by the sandboxed worker, the same that a device runs.</summary>
internal static class WorkerInspection
{
    /// <summary>See <see cref="ModelInspector"/>.</summary>
    public static async Task<InspectionRun> RunAsync(
        InspectionSubject subject, InspectionSubject? installed, string? worker, bool compareWeights, CancellationToken cancellationToken)
    {
        using var launcher = new WorkerLauncher(worker ?? WorkerProgram.Default(), SandboxPolicy.Default);
        var request = new InspectionRequest(
            new InspectionTarget(subject.Source, subject.File),
            installed is null ? null : new InspectionTarget(installed.Source, installed.File),
            subject.Files,
            subject.Policy,
            subject.Bom,
            compareWeights)
        {
            Folder = subject.Manifest is null ? Path.GetDirectoryName(Path.GetFullPath(subject.Path)) : null,
        };
        InspectionResult result = await new Inspector(launcher).RunAsync(request, null, cancellationToken);
        return result.Report.Refusal is { Reason: { } reason, Id: "inspection.worker" } refusal && SandboxReasons.All.Contains(reason)
            ? throw new CommandFailure(reason, $"{subject.Path} was not inspected: {reason.Title}{(refusal.Found is { } found ? $" ({found})" : "")}")
            : new InspectionRun(result.Report, [.. WorkerProgram.Layers(result.Coverage)]);
    }
}
