using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;

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

        foreach (ApplicationEntry application in status.Applications ?? [])
        {
            yield return Application(application);
        }

        foreach (SandboxLayer layer in status.Sandbox.Where(layer => !layer.Active))
        {
            yield return new Line($"sandbox without {layer.Layer}{(layer.Detail is null ? string.Empty : $": {layer.Detail}")}", "WARN  ", Tone.Open);
        }

        if (status.Sandbox.Any(layer => layer.Active))
        {
            yield return $"sandbox: {string.Join(", ", status.Sandbox.Where(layer => layer.Active).Select(layer => layer.Layer))}";
        }

        foreach (Line line in status.Hub is { } hub ? Hub(hub) : [])
        {
            yield return line;
        }

        foreach (Line line in status.Documents is { } documents ? Documents(documents) : [])
        {
            yield return line;
        }

        foreach (FindingEntry finding in status.Findings.Take(MaxFindings))
        {
            yield return $"{finding.Time}  {finding.Severity,-8}  {finding.Reason}  {finding.Model ?? "-"}{(finding.Detail is null ? string.Empty : $"  {finding.Detail}")}";
        }
    }

    private static Line Application(ApplicationEntry application)
    {
        string who = string.Create(
            CultureInfo.InvariantCulture,
            $"application {(application.Program.Length == 0 ? "unknown" : application.Program)} (process {application.Process}, user {application.User}) has {application.Model} release {application.Release}: served {application.Served}, audited {application.Audited}");
        string text = application.Reason is null ? who : $"{who}  [{application.Reason}]";
        return application switch
        {
            { Served: Words.Failed } or { Audited: Words.Failed } => new Line(text, "FAIL  ", Tone.Bad),
            { Served: Words.Passed, Audited: Words.Passed } => new Line(text, "OK    ", Tone.Good),
            _ => new Line(text, "-     ", Tone.Open),
        };
    }

    // What the hub makes of this device is its own word beside the agent's, and a line that is down weakens nothing here.
    private static IEnumerable<Line> Hub(HubStatus hub)
    {
        string identity = hub.Ueid is null ? "not enrolled" : $"as {hub.Ueid}";
        if (hub.Connected)
        {
            yield return $"hub {hub.Url}: connected {identity}";
        }
        else
        {
            string why = hub.Reason is null ? string.Empty : ReasonCatalogue.Find(hub.Reason) is { } reason ? $": {reason.Title}  [{reason.Code}]" : $": {hub.Reason}";
            yield return new Line($"hub {hub.Url}: not connected, {identity}{why}", "WARN  ", Tone.Open);
        }

        if (hub.Verdict is not null)
        {
            string appraised = $"the hub's verdict on this device is {hub.Verdict}, {hub.AppraisedAt ?? "undated"}";
            yield return hub.Verdict == Words.Trusted ? appraised : new Line(appraised, "WARN  ", Tone.Open);
        }

        if (hub.Ignored > 0)
        {
            yield return new Line($"{hub.Ignored.ToString(CultureInfo.InvariantCulture)} message(s) in the hub's name were not its, or not for this device", "WARN  ", Tone.Open);
        }
    }

    private static IEnumerable<Line> Documents(DocumentsStatus documents)
    {
        string trust = documents.TrustVersion == 0 ? "trust.toml alone" : string.Create(CultureInfo.InvariantCulture, $"trust update {documents.TrustVersion}");
        string bulletin = documents.BulletinVersion is { } version ? string.Create(CultureInfo.InvariantCulture, $"bulletin {version}") : "no bulletin";
        yield return $"documents: {trust}, {bulletin}, time not before {documents.TimeFloor}";
        foreach (string code in documents.Frozen)
        {
            yield return new Line(ReasonCatalogue.Find(code) is { } reason ? $"{reason.Title}  [{reason.Code}]" : code, "WARN  ", Tone.Open);
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
