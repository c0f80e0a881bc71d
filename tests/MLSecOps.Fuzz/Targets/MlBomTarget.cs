using System.Text;
using System.Text.Json;

using MLSecOps.Core.Digests;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Tests.Inspection;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>A CycloneDX bill of materials. What is accepted is JSON to the platform's reader too, lies within the limits, and comparing it gives findings that a report can carry.</summary>
internal sealed class MlBomTarget : FuzzTarget
{
    public override string Name => "mlbom";

    public override IGrammar Grammar { get; } = new JsonGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(MlBomReader.Read(input.Span), bom => Check(input, bom));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        yield return ("valid-written", MlBomWriter.Write("1.7", "vision", "1.4.2", Sha256Digest.Of([1]), SampleReport.Model, "0.1.0").ToArray());
        yield return ("valid-other-tool", Encoding.UTF8.GetBytes("""
            {"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":1,
             "metadata":{"component":{"type":"application","name":"app","components":[{"type":"machine-learning-model","name":"inner"}]}},
             "components":[{"bom-ref":"a","type":"machine-learning-model","group":"CompVis","name":"stable-diffusion","version":"1.4","hashes":[{"alg":"SHA-256","content":"00"}],
               "modelCard":{"modelParameters":{"approach":{"type":"supervised"},"architectureFamily":"CNN","modelArchitecture":"a","datasets":[{"type":"dataset","name":"d"},{"ref":"r"}],
                 "inputs":[{"format":"tensor(float)[1,3]"}],"outputs":[{"format":"byte[]"}]},"considerations":{"users":["u"]},"properties":[{"name":"mlsec:onnx:nodes","value":"9"}]}}]}
            """));
        yield return ("twice", Encoding.ASCII.GetBytes("""{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a","name":"b"}]}"""));
        yield return ("older", Encoding.ASCII.GetBytes("""{"bomFormat":"CycloneDX","specVersion":"1.4"}"""));
    }

    private static void Check(ReadOnlyMemory<byte> input, MlBom bom)
    {
        try
        {
            using JsonDocument other = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = MlBomLimits.Depth });
            BrokenInvariantException.Unless(other.RootElement.GetProperty("specVersion").GetString() == bom.SpecVersion, "the platform reads the same version");
        }
        catch (JsonException refused)
        {
            throw new BrokenInvariantException($"the platform reads it too: {refused.Message}");
        }

        BrokenInvariantException.Unless(bom.Models.Count <= MlBomLimits.Models && bom.Models.All(model => model.Properties.Count <= MlBomLimits.Properties && model.Inputs.Count <= MlBomLimits.Rows), "limits");
        InspectionReport report = SampleReport.Clean with { Findings = BomComparison.Compare(bom, SampleReport.Model, "model.onnx", Sha256Digest.Of([2])) };
        BrokenInvariantException.Unless(InspectionReportParser.Parse(InspectionReportWriter.Write(report).Span).TryGet(out _, out _), "a report carries what the comparison finds");
    }
}
