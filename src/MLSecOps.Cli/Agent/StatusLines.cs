using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Varlink;

namespace MLSecOps.Cli.Agent;

/// <summary>A status as people read it: the verdict first, then what was not checked, then what happened.</summary>
internal static class StatusLines
{
    private const int MaxFindings = 5;

    public static IEnumerable<Line> Of(StatusReply status)
    {
        yield return $"agent {status.Version}, mode {status.Mode}, {(status.Ready ? "ready" : "not ready")}";
        if (status.Insecure.Count > 0)
        {
            yield return new Line($"insecure options in force: {string.Join(", ", status.Insecure)}", "WARN  ", Tone.Open);
        }

        foreach (Line line in Models(status.Models))
        {
            yield return line;
        }

        foreach (SandboxLayer layer in status.Sandbox.Where(layer => !layer.Active))
        {
            yield return new Line($"sandbox without {layer.Layer}{(layer.Detail is null ? string.Empty : $": {layer.Detail}")}", "WARN  ", Tone.Open);
        }

        if (status.Sandbox.Any(layer => layer.Active))
        {
            yield return $"sandbox: {string.Join(", ", status.Sandbox.Where(layer => layer.Active).Select(layer => layer.Layer))}";
        }

        foreach (FindingEntry finding in status.Findings.Take(MaxFindings))
        {
            yield return $"{finding.Time}  {finding.Severity,-8}  {finding.Reason}  {finding.Model ?? "-"}{(finding.Detail is null ? string.Empty : $"  {finding.Detail}")}";
        }
    }

    private static IEnumerable<Line> Models(IReadOnlyList<ModelStatus> models)
    {
        string[] texts = [.. Table.Align([.. models.Select(Row)])];
        return models.Select((model, index) => model.Verdict switch
        {
            Words.Trusted => new Line(texts[index], "OK    ", Tone.Good),
            Words.Rejected => new Line(texts[index], "FAIL  ", Tone.Bad),
            _ => new Line(texts[index], "-     ", Tone.Open),
        });
    }

    private static string[] Row(ModelStatus model) =>
    [
        model.Model,
        model.Release is { } release ? $"{model.Version} (release {release.ToString(CultureInfo.InvariantCulture)})" : "no release",
        model.State,
        model.Reason is null ? model.Verdict : $"{model.Verdict} {model.Reason}",
        model.LastVerified is null ? "never verified" : $"verified {model.LastVerified}",
        model.Rehearsal is { } rehearsal ? $"rehearsal {rehearsal.Outcome}{(rehearsal.Reason is null ? string.Empty : $" {rehearsal.Reason}")}" : "rehearsal not run",
    ];
}
