using System.Text;
using System.Text.Json;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Tests.Inspection;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.CycloneDx;

public sealed class BomComparisonTests
{
    private static readonly Sha256Digest Digest = Sha256Digest.Of("model"u8);

    private static readonly string Written = Encoding.UTF8.GetString(MlBomWriter.Write("1.6", "vision", "1.4.2", Digest, SampleReport.Model, "0.1.0").Span);

    /// <summary>A hostile model with as many inputs as the walk takes, and a bill that makes every statement meet every input.</summary>
    [RedTeam("G6", "Pairs a bill of materials with a model so that comparing them takes too long", typeof(BomComparison))]
    [Theory]
    [InlineData("formats")]
    [InlineData("properties")]
    [InlineData("kinds")]
    public void Comparing_costs_little_whatever_both_files_hold(string what)
    {
        ValueSummary[] inputs = [.. Enumerable.Range(0, 400_000).Select(index => new ValueSummary($"i{index}", "float32", what == "kinds" ? $"[{index}]" : "[5]"))];
        ModelSummary model = SampleReport.Model with { Inputs = inputs };
        List<string> formats = [.. Enumerable.Repeat("float32 [7]", 255), "image"];
        MlBomProperty[] properties = [.. Enumerable.Range(395_904, 4096).Select(index => new MlBomProperty("p", "mlsec:onnx:input", $"i{index} float32 [5]"))];
        MlBom bom = new("1.6", [new MlBomModel("mlbom", "m", null, [], null, null, what != "properties" ? formats : [], [], [], what == "properties" ? properties : [])]);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        int found = BomComparison.Compare(bom, model, "m.onnx", null).Count;
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{what}: {watch.ElapsedMilliseconds} ms, {found} findings");
    }

    [Theory]
    [InlineData("1.6")]
    [InlineData("1.7")]
    public void What_the_writer_states_is_true_and_always_the_same_bytes(string version)
    {
        byte[] once = MlBomWriter.Write(version, "vision", "1.4.2", Digest, SampleReport.Model, "0.1.0").ToArray();
        Assert.Equal(once, MlBomWriter.Write(version, "vision", "1.4.2", Digest, SampleReport.Model, "0.1.0").ToArray());
        MlBom bom = MlBomReaderTests.Good(once);
        Assert.Equal(version, bom.SpecVersion);
        Assert.Equal("vision", Assert.Single(bom.Models).Name);
        Assert.Empty(BomComparison.Compare(bom, SampleReport.Model, "model.onnx", Digest));
        Assert.Empty(BomComparison.Compare(bom, SampleReport.Model, "model.onnx", null));
    }

    /// <summary>Every member that is written is a member of the published examples or of the specification's hashes and tools, of the same kind.</summary>
    [Fact]
    public void The_writer_uses_members_as_the_published_examples_do()
    {
        Assert.SkipWhen(SharedVectors.Find("signing/cyclonedx") is null, SharedVectors.Absent);
        using JsonDocument own = JsonDocument.Parse(Written), example = JsonDocument.Parse(MlBomReaderTests.Published("valid-machine-learning-1.6.json"));
        JsonElement ours = own.RootElement, theirs = example.RootElement;
        Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", ours.GetProperty("serialNumber").GetString());
        Assert.Equal(theirs.GetProperty("$schema").GetString(), ours.GetProperty("$schema").GetString());
        string[] apart = ["metadata", "hashes"];
        Same(ours, theirs, apart);
        Assert.Equal(["alg", "content"], ours.GetProperty("components")[0].GetProperty("hashes")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["components"], ours.GetProperty("metadata").GetProperty("tools").EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("another digest", "\"content\": \"", "\"content\": \"00", "hashes")]
    [InlineData("another input type", "\"format\": \"float32 [N,3,8,8]\"", "\"format\": \"float16 [N,3,8,8]\"", "modelCard/modelParameters/inputs[0]")]
    [InlineData("another input shape", "\"format\": \"float32 [N,3,8,8]\"", "\"format\": \"float32 [1,1,8,8]\"", "modelCard/modelParameters/inputs[0]")]
    [InlineData("another rank", "\"format\": \"float32 [N,10]\"", "\"format\": \"tensor(float)[N]\"", "modelCard/modelParameters/outputs[0]")]
    [InlineData("more outputs", "\"format\": \"float32 [N,10]\"", "\"format\": \"float32\"}, {\"format\": \"int64\"", "modelCard/modelParameters/outputs")]
    [InlineData("another opset", "ai.onnx 17", "ai.onnx 18", "modelCard/properties[1]")]
    [InlineData("another operator", "ai.onnx:Conv 3", "ai.onnx:Conv 2", "modelCard/properties[5]")]
    [InlineData("an operator less", "{\n            \"name\": \"mlsec:onnx:operator\",\n            \"value\": \"ai.onnx:If 1\"\n          },", "", "modelCard/properties[5]")]
    [InlineData("another input name", "x float32 [N,3,8,8]", "image float32 [N,3,8,8]", "modelCard/properties[3]")]
    [InlineData("fewer parameters", "\"value\": \"12345\"", "\"value\": \"12344\"", "modelCard/properties[10]")]
    [InlineData("other external data", "weights.bin", "weight.bin", "modelCard/properties[11]")]
    public void A_contradicted_statement_is_found_where_it_stands(string what, string part, string instead, string place)
    {
        Assert.Contains(part, Written);
        MlBom bom = MlBomReaderTests.Good(Written.Replace(part, instead, StringComparison.Ordinal));
        InspectionFinding finding = Assert.Single(BomComparison.Compare(bom, SampleReport.Model, "model.onnx", Digest));
        Assert.True(finding.Blocks, what);
        Assert.Equal(InspectionRules.BillOfMaterials, finding.Rule);
        Assert.Equal($"mlbom/components[0]/{place}", finding.Location);
    }

    [Theory]
    [InlineData("\"inputs\":[{\"format\":\"image\"}],\"outputs\":[{\"format\":\"string\"},{\"format\":\"bool\"}]")]
    [InlineData("\"inputs\":[{\"format\":\"float32\"}],\"outputs\":[{\"format\":\"float32 [batch,10]\"}]")]
    [InlineData("\"inputs\":[{\"format\":\"tensor(float)\"},{\"format\":\"text\"}]")]
    [InlineData("\"inputs\":[{\"format\":\"float[1,3,8,8]\"}]")]
    [InlineData("\"architectureFamily\":\"convolutional neural network\"")]
    [InlineData("\"architectureFamily\":\"recurrent\"")]
    public void What_is_true_or_absent_or_free_text_is_no_finding(string parameters) => Assert.Empty(Compare($"\"modelCard\":{{\"modelParameters\":{{{parameters}}}}}"));

    [Fact]
    public void A_tensor_that_no_input_is_is_found_beside_free_text() =>
        Assert.Equal("mlbom/components[0]/modelCard/modelParameters/inputs[1]", Assert.Single(Compare("""
            "modelCard":{"modelParameters":{"inputs":[{"format":"text"},{"format":"int64 [N]"}]}}
            """)).Location);

    [Fact]
    public void A_family_without_its_operators_is_a_warning()
    {
        ModelSummary model = SampleReport.Model with { Operators = [new OperatorCount("", "Relu", 4)] };
        MlBom bom = MlBomReaderTests.Good(Component("\"modelCard\":{\"modelParameters\":{\"architectureFamily\":\"CNN\"}}"));
        Assert.Equal(InspectionSeverity.Warning, Assert.Single(BomComparison.Compare(bom, model, "m.onnx", Digest)).Severity);
    }

    [Fact]
    public void Hashes_of_other_algorithms_and_of_other_models_are_not_compared()
    {
        Assert.Empty(Compare("\"hashes\":[{\"alg\":\"SHA-512\",\"content\":\"00\"}]"));
        Assert.Empty(Compare($"\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{Digest.Hex.ToUpperInvariant()}\"}}]"));

        string two = $$"""{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","name":"other","hashes":[{"alg":"SHA-256","content":"00"}]},{"type":"machine-learning-model","name":"model","hashes":[{"alg":"SHA-256","content":"{{Digest.Hex}}"}]}]}""";
        Assert.Empty(BomComparison.Compare(MlBomReaderTests.Good(two), SampleReport.Model, "x.onnx", Digest));
        InspectionFinding unlisted = Assert.Single(BomComparison.Compare(MlBomReaderTests.Good(two), SampleReport.Model, "x.onnx", Sha256Digest.Of("else"u8)));
        Assert.Equal("mlbom", unlisted.Location);
        Assert.Equal("mlbom/components[1]/hashes", Assert.Single(BomComparison.Compare(MlBomReaderTests.Good(two), SampleReport.Model, "a/model.onnx", Sha256Digest.Of("else"u8))).Location);
    }

    [Fact]
    public void The_worker_hashes_small_models_only()
    {
        byte[] small = new byte[100_000];
        Assert.Equal(Sha256Digest.Of(small), BomComparison.Digest(new MemoryByteSource(small), new InspectedFile("m", 0, small.Length)));
        Assert.Equal(Digest, BomComparison.Digest(new MemoryByteSource(small), new InspectedFile("m", 0, small.Length, Digest)));
        byte[] large = new byte[BomComparison.DigestedBytes + 1];
        Assert.Null(BomComparison.Digest(new MemoryByteSource(large), new InspectedFile("m", 0, large.Length)));
    }

    private static IReadOnlyList<InspectionFinding> Compare(string members) => BomComparison.Compare(MlBomReaderTests.Good(Component(members)), SampleReport.Model, "model.onnx", Digest);

    private static string Component(string members) => $$"""{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","name":"m",{{members}}}]}""";

    private static void Same(JsonElement ours, JsonElement theirs, string[] apart)
    {
        Assert.Equal(theirs.ValueKind, ours.ValueKind);
        if (ours.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in ours.EnumerateObject().Where(member => !apart.Contains(member.Name)))
            {
                Assert.True(theirs.TryGetProperty(member.Name, out JsonElement other), member.Name);
                Same(member.Value, other, apart);
            }
        }
        else if (ours.ValueKind == JsonValueKind.Array)
        {
            Assert.All(ours.EnumerateArray(), element => Same(element, theirs[0], apart));
        }
    }
}
