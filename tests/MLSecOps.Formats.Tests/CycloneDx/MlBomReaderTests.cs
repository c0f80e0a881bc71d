using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.CycloneDx;

public sealed class MlBomReaderTests
{
    [Theory]
    [InlineData("1.6")]
    [InlineData("1.7")]
    public void Reads_the_published_examples(string version)
    {
        Assert.SkipWhen(SharedVectors.Find("signing/cyclonedx") is null, SharedVectors.Absent);
        MlBom bom = Good(Published($"valid-machine-learning-{version}.json"));
        MlBomModel model = Assert.Single(bom.Models);
        Assert.Equal(version, bom.SpecVersion);
        Assert.Equal(("mlbom/components[0]", "stable-diffusion", "1.4"), (model.Place, model.Name, model.Version));
        Assert.Equal("the architecture family goes here", model.ArchitectureFamily);
        Assert.Equal("The architecture of the model.", model.ModelArchitecture);
        Assert.Equal(["string"], model.Inputs);
        Assert.Equal(["byte[]"], model.Outputs);
        Assert.Equal(["Training Data"], model.Datasets);
        Assert.Empty(model.Hashes);
        Assert.Equal(2, model.Properties.Count);
        Assert.Equal(new MlBomProperty("mlbom/components[0]/modelCard/properties[1]", "modelcard:another-custom-property", "another-custom-value"), model.Properties[1]);

        MlBomModel environmental = Assert.Single(Good(Published($"valid-machine-learning-considerations-env-{version}.json")).Models);
        Assert.Equal("Llama-2-7b", environmental.Name);
    }

    [Fact]
    public void Finds_models_wherever_components_stand_and_no_others()
    {
        MlBom bom = Good("""
            {"bomFormat":"CycloneDX","specVersion":"1.6","unknown":[{"type":"machine-learning-model","name":"no"}],
             "metadata":{"component":{"name":"app","type":"application","components":[{"name":"a","type":"machine-learning-model"}]}},
             "components":[null,{"type":"library","name":"l"},{"components":[{"type":"machine-learning-model","name":"c"}],"name":"b","type":"machine-learning-model"}]}
            """);
        Assert.Equal(["a", "b", "c"], bom.Models.Select(model => model.Name));
        Assert.Equal(["mlbom/metadata/component/components[0]", "mlbom/components[2]", "mlbom/components[2]/components[0]"], bom.Models.Select(model => model.Place));
    }

    [Fact]
    public void What_has_another_kind_than_expected_says_nothing()
    {
        MlBomModel model = Assert.Single(Good("""
            {"bomFormat":"CycloneDX","specVersion":"1.7","metadata":7,"components":[
             {"type":"machine-learning-model","name":["x"],"version":1,"hashes":{"alg":"SHA-256"},"modelCard":{"modelParameters":{"inputs":"image","outputs":[{"format":{"a":1}},3,{"format":"f"}]},"properties":[{"name":"n"},{"value":"v"}]}}]}
            """).Models);
        Assert.Equal(("", null), (model.Name, model.Version));
        Assert.Empty(model.Hashes);
        Assert.Empty(model.Inputs);
        Assert.Equal(["", "f"], model.Outputs);
        Assert.Empty(model.Properties);
    }

    [Theory]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.5"}""")]
    [InlineData("""{"bomFormat":"SPDX","specVersion":"1.6"}""")]
    [InlineData("""{"specVersion":"1.6"}""")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.6","specVersion":"1.6"}""")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"machine-learning-model","type":"library"}]}""")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.6"} x""")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.6",}""")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.6","x":"\ud800","components":[{"name":"\ud800"}]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Refuses(string json) => Refused(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Limits_hold()
    {
        static byte[] Models(int count) => Encoding.UTF8.GetBytes($$"""{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{string.Join(',', Enumerable.Repeat("""{"type":"machine-learning-model"}""", count))}}]}""");
        Assert.Equal(MlBomLimits.Models, Good(Models(MlBomLimits.Models)).Models.Count);
        Refused(Models(MlBomLimits.Models + 1));
        Refused(new byte[MlBomLimits.Bytes + 1]);
        Refused(Encoding.ASCII.GetBytes("""{"a":""" + new string('[', 200)));
        string nested = string.Concat(Enumerable.Repeat("""{"components":[""", 40));
        Refused(Encoding.ASCII.GetBytes(nested));
    }

    [Fact]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        byte[] good = MlBomWriter.Write("1.6", "m", "1.0.0", Core.Digests.Sha256Digest.Of([1]), Inspection.SampleReport.Model, "0.1.0").ToArray();
        for (int length = 0; length < good.Length; length++)
        {
            Assert.False(MlBomReader.Read(good.AsSpan(0, length)).TryGet(out _, out _));
        }

        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            MlBomReader.Read(flipped).TryGet(out _, out _);
        }
    }

    internal static MlBom Good(string json) => Good(Encoding.UTF8.GetBytes(json));

    internal static MlBom Good(byte[] json) => MlBomReader.Read(json).Match(bom => bom, fault => throw new Xunit.Sdk.XunitException($"{fault.Reason} at {fault.Offset}: {fault.Expected}"));

    internal static byte[] Published(string name) => File.ReadAllBytes(SharedVectors.Find($"signing/cyclonedx/{name}")!);

    private static void Refused(byte[] json)
    {
        Assert.False(MlBomReader.Read(json).TryGet(out _, out FormatFault? fault));
        Assert.Equal(InspectionReasons.BomMalformed, fault.Reason);
        Assert.InRange(fault.Offset, 0, json.Length);
    }
}
