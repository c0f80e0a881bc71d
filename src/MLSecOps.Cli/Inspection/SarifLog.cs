using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MLSecOps.Contracts.Inspection;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Inspection;

namespace MLSecOps.Cli.Inspection;

/// <summary>An inspection as SARIF 2.1.0, for code scanning in CI: rules with their ATLAS techniques as a taxonomy, findings with places in the graph, the data flow as a code flow, waivers as suppressions.</summary>
/// <remarks>A place in a graph has no line: the file is the physical location, the path in the graph the logical one. The fingerprint is made of rule and place, so that a
/// finding keeps its identity when the weights are trained again.</remarks>
internal static class SarifLog
{
    private const string Taxonomy = "MITRE ATLAS";
    private static readonly InspectionRule[] Rules = [.. InspectionRules.All];
    private static readonly AtlasTechnique[] Techniques = [.. InspectionRules.All.Select(rule => rule.Technique).Distinct()];

    /// <summary>The log, one line for each member.</summary>
    /// <param name="outcome">What was found.</param>
    /// <param name="version">Version of this program.</param>
    public static string Text(InspectionOutcome outcome, string version)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, version);
        WriteTaxonomy(json);
        WriteInvocation(json, outcome);
        json.WriteStartArray("artifacts");
        json.WriteStartObject();
        WriteArtifact(json, outcome.File);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (InspectionFinding finding in outcome.Report.Findings)
        {
            WriteResult(json, outcome.File, finding);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void WriteTool(Utf8JsonWriter json, string version)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "mlsec");
        json.WriteString("version", version);
        json.WriteStartArray("rules");
        foreach (InspectionRule rule in Rules)
        {
            RulePage page = RulePages.Of(rule);
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            WriteMessage(json, "shortDescription", Sentence(rule.Title));
            WriteMessage(json, "fullDescription", page.Detects);
            WriteMessage(json, "help", $"{page.Detects}\n\nFix: {page.Fix}");
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
            json.WriteStartArray("relationships");
            json.WriteStartObject();
            WriteTaxon(json, "target", rule.Technique);
            json.WriteStartArray("kinds");
            json.WriteStringValue("relevant");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("supportedTaxonomies");
        json.WriteStartObject();
        json.WriteString("name", Taxonomy);
        json.WriteNumber("index", 0);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTaxonomy(Utf8JsonWriter json)
    {
        json.WriteStartArray("taxonomies");
        json.WriteStartObject();
        json.WriteString("name", Taxonomy);
        json.WriteString("organization", "MITRE");
        json.WriteString("informationUri", "https://atlas.mitre.org/");
        WriteMessage(json, "shortDescription", "Adversarial Threat Landscape for AI Systems.");
        json.WriteStartArray("taxa");
        foreach (AtlasTechnique technique in Techniques)
        {
            json.WriteStartObject();
            json.WriteString("id", technique.Id);
            json.WriteString("name", technique.Name);
            WriteMessage(json, "shortDescription", Sentence(technique.Name));
            json.WriteString("helpUri", $"https://atlas.mitre.org/techniques/{technique.Id}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteInvocation(Utf8JsonWriter json, InspectionOutcome outcome)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", outcome.Report.Refusal is null);
        json.WriteNumber("exitCode", outcome.Failure?.ExitCode ?? 0);
        if (outcome.Report.Refusal is { Reason: { } reason } refusal)
        {
            WriteNotification(json, reason.Code, $"{Sentence(reason.Title)} {refusal.Difference}".TrimEnd(), "error");
        }
        else if (outcome.Report.LeftOff > 0)
        {
            WriteNotification(json, "LEFT_OFF", string.Create(CultureInfo.InvariantCulture, $"{outcome.Report.LeftOff} more findings were left off."), "warning");
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteNotification(Utf8JsonWriter json, string id, string text, string level)
    {
        json.WriteStartArray("toolExecutionNotifications");
        json.WriteStartObject();
        json.WriteStartObject("descriptor");
        json.WriteString("id", id);
        json.WriteEndObject();
        json.WriteString("level", level);
        WriteMessage(json, "message", text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, string file, InspectionFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule.Id);
        json.WriteNumber("ruleIndex", Array.IndexOf(Rules, finding.Rule));
        json.WriteString("level", Level(finding.Severity));
        json.WriteString("kind", "fail");
        WriteMessage(json, "message", $"{Sentence(finding.Rule.Title)} {finding.Location}: {finding.Evidence}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        WritePlace(json, file, finding.Location);
        json.WriteEndObject();
        json.WriteEndArray();
        if (finding.Path.Count > 0)
        {
            WriteFlow(json, file, finding.Path);
        }

        json.WriteStartObject("partialFingerprints");
        json.WriteString("mlsecRuleAndPlace/v1", Sha256Digest.Of(Encoding.UTF8.GetBytes($"{finding.Rule.Id}\n{finding.Location}")).Hex);
        json.WriteEndObject();
        json.WriteStartArray("taxa");
        json.WriteStartObject();
        WriteTaxonMembers(json, finding.Rule.Technique);
        json.WriteEndObject();
        json.WriteEndArray();

        // Present and empty when nothing is waived: a viewer then knows that waivers were looked for.
        json.WriteStartArray("suppressions");
        if (finding.Waiver is { } waiver)
        {
            json.WriteStartObject();
            json.WriteString("kind", "external");
            json.WriteString("status", "accepted");
            json.WriteString("justification", waiver);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (finding.Score is { } score)
        {
            json.WriteNumber("rank", Math.Round(100 * score, 1));
        }

        json.WriteEndObject();
    }

    private static void WriteFlow(Utf8JsonWriter json, string file, IReadOnlyList<string> path)
    {
        json.WriteStartArray("codeFlows");
        json.WriteStartObject();
        json.WriteStartArray("threadFlows");
        json.WriteStartObject();
        json.WriteStartArray("locations");
        for (int step = 0; step < path.Count; step++)
        {
            json.WriteStartObject();
            json.WriteNumber("executionOrder", step + 1);
            json.WriteStartObject("location");
            WritePlace(json, file, path[step]);
            WriteMessage(json, "message", path[step]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, string file, string place)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", Uri(file));
        json.WriteNumber("index", 0);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", place);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteArtifact(Utf8JsonWriter json, string file)
    {
        json.WriteStartObject("location");
        json.WriteString("uri", Uri(file));
        json.WriteEndObject();
        json.WriteString("mimeType", "application/octet-stream");
    }

    private static void WriteTaxon(Utf8JsonWriter json, string name, AtlasTechnique technique)
    {
        json.WriteStartObject(name);
        WriteTaxonMembers(json, technique);
        json.WriteEndObject();
    }

    private static void WriteTaxonMembers(Utf8JsonWriter json, AtlasTechnique technique)
    {
        json.WriteString("id", technique.Id);
        json.WriteNumber("index", Array.IndexOf(Techniques, technique));
        json.WriteStartObject("toolComponent");
        json.WriteString("name", Taxonomy);
        json.WriteNumber("index", 0);
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(InspectionSeverity severity) => severity switch
    {
        InspectionSeverity.Blocking => "error",
        InspectionSeverity.Warning => "warning",
        _ => "note",
    };

    // RFC 3986: relative where the path is, so that code scanning finds the file in the checkout.
    private static string Uri(string path) => (path.StartsWith('/') ? "file://" : string.Empty) + string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] == '.' ? string.Empty : ".");
}
