using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;

using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection.Flow;
using MLSecOps.Formats.Inspection.Rules;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>The static inspection of a model: walk, rules, data flow, comparison with the installed release and the bill of materials. Pure: runs in the worker, and in tests without one.</summary>
public static class ModelInspection
{
    private static readonly Action<InspectionContext>[] Rules =
    [
        ExternalDataRule.Apply, EncodingRule.Apply, TensorSizeRule.Apply, BlowUpRule.Apply, OperatorRule.Apply, MetadataRule.Apply, EntropyRule.Apply, ShadowRule.Apply,
    ];

    /// <summary>Inspects a model.</summary>
    /// <param name="model">The model's bytes; untrusted.</param>
    /// <param name="installed">The installed release's model; untrusted as well; null when there is none.</param>
    /// <param name="job">What is known of both from outside.</param>
    /// <param name="policy">The bytes of <c>inspection.json</c>, or null.</param>
    /// <param name="bom">The bytes of the bill of materials, or null.</param>
    /// <returns>The report, without the worker's own version and gaps. Bad input is a refusal or a finding in it, never an exception.</returns>
    public static InspectionReport Inspect(IByteSource model, IByteSource? installed, InspectionJob job, ReadOnlyMemory<byte>? policy, ReadOnlyMemory<byte>? bom)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(job);
        InspectionFinding? archive = ArchiveRule.Find(model);
        if (!ModelWalker.Walk(model, out long walked).TryGet(out ModelTables? tables, out FormatFault? fault) || tables.Main < 0)
        {
            // To protobuf even no bytes at all are a message; to a runtime they are no model.
            fault ??= new FormatFault(InspectionReasons.Malformed, 0, "a graph");
            return Refused("inspection.model", job.Model.Path, fault) with { Findings = archive is null ? [] : [archive] };
        }

        InspectionPolicy allowed = InspectionPolicy.Empty;
        if (policy is { } policyBytes && !InspectionPolicyReader.Read(policyBytes.Span).TryGet(out allowed!, out fault))
        {
            return Refused("inspection.policy", "inspection.json", fault);
        }

        var context = new InspectionContext(tables, model, job, allowed);
        if (archive is not null)
        {
            context.Add(archive);
        }

        foreach (Action<InspectionContext> rule in Rules)
        {
            rule(context);
        }

        ModelSummary summary = ModelSummaries.Of(tables, walked + context.BytesRead);
        if (bom is { } bomBytes)
        {
            if (!MlBomReader.Read(bomBytes.Span).TryGet(out MlBom? bill, out fault))
            {
                return Refused("inspection.mlbom", "bill of materials", fault);
            }

            foreach (InspectionFinding finding in BomComparison.Compare(bill, summary, job.Model.Path, BomComparison.Digest(model, job.Model)))
            {
                context.Add(finding);
            }
        }

        ModelDifference? difference = null;
        if (installed is not null)
        {
            if (!ModelWalker.Walk(installed).TryGet(out ModelTables? before, out fault))
            {
                return Refused("inspection.installed", job.Installed?.Path ?? "installed", fault);
            }

            difference = ModelComparison.Of(before, installed, tables, model, job.CompareWeights);
            DriftRule.Apply(context, difference);
        }

        return new InspectionReport(string.Empty, [], null, Ordered(context), summary, difference, context.LeftOff);
    }

    private static InspectionReport Refused(string id, string subject, FormatFault fault) =>
        new(string.Empty, [], Check.Fail(id, subject, fault.Reason, fault.Expected, fault.Found), [], null, null);

    private static List<InspectionFinding> Ordered(InspectionContext context) =>
    [
        .. context.Findings
            .OrderByDescending(finding => finding.Blocks).ThenByDescending(finding => finding.Severity)
            .ThenBy(finding => finding.Rule.Id, StringComparer.Ordinal).ThenBy(finding => finding.Location, StringComparer.Ordinal),
    ];
}
