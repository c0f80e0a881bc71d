using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Inspection;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inspection;
using InspectionResult = MLSecOps.Core.Update.InspectionResult;
using WorkerResult = MLSecOps.Sandbox.Inspection.InspectionResult;

namespace MLSecOps.EdgeAgent.Worker;

/// <summary>Asks the sandboxed worker what a release's model hides, and tells what it found.</summary>
internal sealed class WorkerInspection(WorkerRehearsal worker, AgentConfiguration configuration, AgentLog log)
{
    /// <summary>Findings that are told one by one, and kept for the report; a hostile model can have thousands.</summary>
    private const int MostTold = 32;

    private readonly Inspector _inspector = new(worker.Launcher);

    /// <summary>Inspects the model of a release.</summary>
    /// <param name="folder">The release, staged or installed.</param>
    /// <param name="installed">The release to compare it with; null for none. Where it cannot be read there is no comparison.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <exception cref="IOException">The release could not be read.</exception>
    public async Task<InspectedRelease> InspectAsync(ReleaseFolder folder, ReleaseFolder? installed, CancellationToken cancellationToken)
    {
        using FolderBoundary boundary = FolderBoundary.Open(folder.Path);
        if (SealedManifest.Read(boundary, folder.Release) is not { } manifest || manifest.Files.FirstOrDefault(file => file.Role == FileRole.Model) is not { } model)
        {
            return NotRun(folder, StoreReasons.SealBroken);
        }

        Task<string> engine = Task.Run(() => worker.MeasureEngine(cancellationToken), cancellationToken);
        WorkerResult result = await InspectAsync(boundary, manifest, model, installed, cancellationToken);
        try
        {
            return Conclude(folder.Release, manifest.Model, result, await engine);
        }
        catch (SystemCallException missing)
        {
            log.Write(JournalEvents.WorkerUnavailable, null, RehearsalReasons.EngineUnavailable, missing.Message);
            return NotRun(folder, RehearsalReasons.EngineUnavailable);
        }
    }

    private static InspectedRelease NotRun(ReleaseFolder folder, Reason reason) => new(folder.Release, new InspectionResult(CheckOutcome.NotRun, reason, string.Empty), [], null);

    private async Task<WorkerResult> InspectAsync(FolderBoundary boundary, ModelManifest manifest, ManifestFile model, ReleaseFolder? installed, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? policy = Read(boundary, manifest, FileRole.Inspection, InspectionLimits.PolicyBytes);
        ReadOnlyMemory<byte>? bom = Read(boundary, manifest, FileRole.Mlbom, MlBomLimits.Bytes);
        using FileByteSource source = boundary.OpenFile(model.Path);
        InspectionTarget? before = installed is null ? null : OpenInstalled(installed);
        using FileByteSource? old = before?.Source;
        InspectionRequest request = new(
            InspectionTarget.Whole(source, model.Path),
            before,
            [.. manifest.Files.Where(file => file != model).Select(file => new CoveredFile(file.Path, file.SizeBytes))],
            policy,
            bom);
        return await _inspector.RunAsync(request, Inspector.DefaultLimits with { Deadline = configuration.WorkerDeadline }, cancellationToken);
    }

    // One byte more than the limit is read of what is too large: the inspector then refuses it by its reason instead of taking a part.
    private static ReadOnlyMemory<byte>? Read(FolderBoundary boundary, ModelManifest manifest, FileRole role, int most)
    {
        if (manifest.Files.FirstOrDefault(file => file.Role == role) is not { } file)
        {
            return null;
        }

        using FileByteSource source = boundary.OpenFile(file.Path);
        byte[] content = new byte[(int)Math.Min(source.Length, most + 1)];
        return content.AsMemory(0, source.Read(0, content));
    }

    private static InspectionTarget? OpenInstalled(ReleaseFolder installed)
    {
        try
        {
            using FolderBoundary boundary = FolderBoundary.Open(installed.Path);
            return SealedManifest.Read(boundary, installed.Release)?.Files.FirstOrDefault(file => file.Role == FileRole.Model) is { } model
                ? InspectionTarget.Whole(boundary.OpenFile(model.Path), model.Path)
                : null;
        }
        catch (SystemCallException)
        {
            // What is installed is judged elsewhere; a candidate is not refused because the old release is damaged.
            return null;
        }
    }

    private InspectedRelease Conclude(ReleaseId release, string slot, WorkerResult inspected, string engine)
    {
        TrustVerdict verdict = inspected.Verdict;
        foreach (Check check in verdict.Checks.Where(check => check.Outcome != CheckOutcome.Passed && check.Reason != InspectionReasons.Blocked))
        {
            log.CheckFailed(slot, check);
        }

        IReadOnlyList<InspectionFinding> findings = inspected.Report.Findings;
        foreach (InspectionFinding finding in findings.Take(MostTold))
        {
            Tell(slot, release, finding);
        }

        InspectionResult result = verdict.Match(
            trusted => new InspectionResult(CheckOutcome.Passed, null, engine),
            rejected => new InspectionResult(CheckOutcome.Failed, rejected.Reason, engine),
            inconclusive => new InspectionResult(CheckOutcome.NotRun, inconclusive.Reason, engine));
        return new InspectedRelease(
            release,
            result with
            {
                Blocking = Rules(findings, finding => finding.Blocks),
                Warned = Rules(findings, finding => finding is { Severity: InspectionSeverity.Warning, Waiver: null }),
                Waived = Rules(findings, finding => finding.Waiver is not null),
            },
            [.. findings.Take(MostTold).Select(Note)],
            Describe(findings, inspected.Report.LeftOff));
    }

    // The heaviest by name: whoever sees one line, on the hub's first page say, sees what it is about.
    private static string? Describe(IReadOnlyList<InspectionFinding> findings, int leftOff)
    {
        if (findings.Count == 0)
        {
            return null;
        }

        long more = (long)findings.Count + leftOff - 1;
        string first = $"{findings[0].Rule} at {findings[0].Location}: {findings[0].Evidence}";
        return more == 0 ? first : $"{first} (and {more} more)";
    }

    private static string[] Rules(IReadOnlyList<InspectionFinding> findings, Func<InspectionFinding, bool> counts) => [.. findings.Where(counts).Select(finding => finding.Rule.Id).Distinct()];

    private void Tell(string slot, ReleaseId release, InspectionFinding finding) => log.Write(new LogEntry(
        finding.Blocks ? InspectionEvents.FindingBlocks : finding is { Severity: InspectionSeverity.Warning, Waiver: null } ? InspectionEvents.FindingWarns : InspectionEvents.FindingNoted)
    {
        Model = slot,
        Reason = finding.Blocks ? InspectionReasons.Blocked : finding is { Severity: InspectionSeverity.Warning, Waiver: null } ? InspectionReasons.Warned : null,
        Detail = $"{finding.Rule} at {finding.Location}: {finding.Evidence}{(finding.Waiver is null ? "" : $" (waived: {finding.Waiver})")}",
        Release = release,
        Inspection = [Note(finding)],
        Fields =
        [
            new(JournalFields.Rule, finding.Rule.Id),
            new(JournalFields.Location, finding.Location),
            new(JournalFields.Technique, finding.Rule.Technique.Id),
        ],
    });

    private static InspectionNote Note(InspectionFinding finding) =>
        new(finding.Rule.Id, SeverityWord.Of(finding.Severity), finding.Location, finding.Rule.Technique.Id, finding.Evidence, finding.Waiver);
}
