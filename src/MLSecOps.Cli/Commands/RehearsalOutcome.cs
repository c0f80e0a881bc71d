using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Sandbox.Rehearsal;

namespace MLSecOps.Cli.Commands;

/// <summary>What a rehearsal came to, for people and programs.</summary>
internal static class RehearsalOutcome
{
    /// <summary>The outcome of a rehearsal that was run, or refused.</summary>
    public static Outcome Of(string path, RehearsalResult result, TimeSpan elapsed, bool verified)
    {
        string verdict = Words.Of(result.Verdict);
        RehearseDocument document = new()
        {
            Schema = Schemas.Rehearse,
            Ok = true,
            Verdict = verdict,
            Package = path,
            Verified = verified,
            Checks = [.. result.Verdict.Checks.Select(CheckEntry.Of)],
            Engine = EngineOf(result),
            WorstDeviation = ToleranceShare.Of(result.Outputs),
            MaxAbsoluteDeviation = result.Outputs.Max(row => row.MaxAbsolute),
            RequiredAbsoluteTolerance = result.RequiredAbsolute,
            Gates = result.Gates.Count == 0 ? null : [.. result.Gates.Select(GateEntry.Of)],
            ElapsedMs = (long)elapsed.TotalMilliseconds,
            Sandbox = [.. WorkerProgram.Layers(result.Coverage)],
        };
        List<Line> lines = [.. CheckLines.Of(result.Verdict.Checks)];
        lines.AddRange(GateLines.Of(result.Gates));
        lines.Add($"engine    {document.Engine}");
        lines.Add($"sandbox   {string.Join(", ", document.Sandbox.Where(layer => layer.Active).Select(layer => layer.Layer))}");
        if (document is { WorstDeviation: { } share, MaxAbsoluteDeviation: { } most })
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"deviation {most:G3} at most, {share:P1} of its tolerance"));
        }

        if (!verified)
        {
            lines.Add("signature not judged: name --trust or --anchors");
        }

        lines.Add(result.Verdict.Match(
            _ => new Line($" {path}", "PASSED", Tone.Good),
            _ => new Line($" {path}", "FAILED", Tone.Bad),
            _ => new Line($" {path}", "NOT DECIDED", Tone.Open)));
        return result.Verdict.Refusal is { } reason
            ? Outcome.Failed(document, lines, new Failure(reason, $"{path} does not pass its rehearsal: {reason.Title}", CheckLines.Why(result.Verdict)))
            : new Outcome(document, lines);
    }

    private static string EngineOf(RehearsalResult result) => result.Described is { } described
        ? $"ONNX Runtime {described.OnnxRuntime}, {described.Provider}, {described.Profile}, engine {result.Engine.Key.Short}"
        : $"engine {result.Engine.Key.Short}";
}
