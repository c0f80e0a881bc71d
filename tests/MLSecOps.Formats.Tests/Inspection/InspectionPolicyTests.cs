using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Formats.Tests.Inspection;

public sealed class InspectionPolicyTests
{
    private const string Whole = """
        {"schema":"mlsec.inspection/1",
         "domains":[{"domain":"com.microsoft","operators":["Gelu","FusedConv"]},{"domain":"acme","operators":"*"}],
         "waivers":[{"rule":"GRAPH-SHADOW","location":"graph/If_12","reason":"early exit, reviewed"},
                    {"rule":"META","location":"model/*","reason":"class names"}]}
        """;

    [Fact]
    public void Says_what_is_allowed_and_what_is_waived()
    {
        InspectionPolicy policy = Good(Whole);
        Assert.True(policy.Allows("com.microsoft", "Gelu"));
        Assert.False(policy.Allows("com.microsoft", "gelu"));
        Assert.False(policy.Allows("com.microsoft.nchwc", "Gelu"));
        Assert.True(policy.Allows("acme", "Anything"));
        Assert.False(policy.Allows("", "Conv"));

        InspectionFinding shadow = InspectionFinding.Of(InspectionRules.GraphShadow, "graph/If_12", "x");
        Assert.Equal("early exit, reviewed", policy.Apply(shadow).Waiver);
        Assert.False(policy.Apply(shadow).Blocks);
        Assert.True(policy.Apply(shadow with { Location = "graph/If_12/then_branch/If_1" }).Blocks);
        Assert.True(policy.Apply(shadow with { Rule = InspectionRules.Metadata }).Blocks);
        Assert.False(policy.Apply(InspectionFinding.Of(InspectionRules.Metadata, "model/metadata_props[0]", "x")).Blocks);
        Assert.True(policy.Apply(InspectionFinding.Of(InspectionRules.Metadata, "model", "x")).Blocks);
        Assert.True(policy.Apply(InspectionFinding.Of(InspectionRules.Metadata, "models/a", "x")).Blocks);
    }

    [Fact]
    public void Reads_what_the_writer_writes()
    {
        InspectionPolicy policy = Good(Whole);
        Assert.Equivalent(policy, Good(Encoding.UTF8.GetString(InspectionPolicyWriter.Write(policy).Span)), strict: true);
    }

    [Fact]
    public void Nothing_is_allowed_by_an_empty_policy() => Assert.Equivalent(InspectionPolicy.Empty, Good("""{"schema":"mlsec.inspection/1"}"""));

    [Theory]
    [InlineData("a rule that there is not", "GRAPH-SHADOW", "GRAPH-*")]
    [InlineData("a rule by another spelling", "GRAPH-SHADOW", "graph-shadow")]
    [InlineData("a location that covers everything", "graph/If_12", "/*")]
    [InlineData("a pattern in the middle", "graph/If_12", "graph/*/node[3]")]
    [InlineData("a pattern alone", "graph/If_12", "*")]
    [InlineData("a pattern of a part of a name", "graph/If_12", "graph/If_*")]
    [InlineData("two patterns", "graph/If_12", "graph/*/*")]
    [InlineData("a pattern among operators", "FusedConv", "*")]
    [InlineData("a pattern of operators", "FusedConv", "Fused*")]
    [InlineData("an operator without a name", "FusedConv", "")]
    [InlineData("no location", "graph/If_12", "")]
    [InlineData("a blank reason", "early exit, reviewed", "  ")]
    [InlineData("no reason", ",\"reason\":\"class names\"", "")]
    [InlineData("a member that widens nothing", "\"domains\"", "\"domain\"")]
    [InlineData("an operator twice", "\"FusedConv\"", "\"Gelu\"")]
    [InlineData("no operator", "[\"Gelu\",\"FusedConv\"]", "[]")]
    [InlineData("a star among others is no star", "\"*\"", "true")]
    [InlineData("another word for all", "\"*\"", "\"all\"")]
    [InlineData("a domain twice", "\"acme\"", "\"com.microsoft\"")]
    [InlineData("no domain", "\"domain\":\"acme\",", "")]
    [InlineData("another schema", "mlsec.inspection/1", "mlsec.inspection/2")]
    [InlineData("a comment", "\"domains\"", "/* */\"domains\"")]
    [InlineData("a trailing comma", "\"reason\":\"class names\"}", "\"reason\":\"class names\"},")]
    [InlineData("a waiver twice", "\"rule\":\"META\",\"location\":\"model/*\"", "\"rule\":\"GRAPH-SHADOW\",\"location\":\"graph/If_12\"")]
    [InlineData("a member twice", "\"location\":\"model/*\"", "\"location\":\"model/*\",\"location\":\"graph/*\"")]
    public void Refuses(string what, string part, string instead)
    {
        Assert.Contains(part, Whole);
        int at = Whole.IndexOf(part, StringComparison.Ordinal);
        Refused(what, string.Concat(Whole.AsSpan(0, at), instead, Whole.AsSpan(at + part.Length)));
    }

    [Fact]
    public void Lists_have_limits()
    {
        static string Domains(int count) => $$"""{"schema":"mlsec.inspection/1","domains":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"domain":"d{{i}}","operators":"*"}"""))}}]}""";
        static string Waivers(int count) => $$"""{"schema":"mlsec.inspection/1","waivers":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"rule":"META","location":"l{{i}}","reason":"r"}"""))}}]}""";
        Good(Domains(InspectionLimits.Domains));
        Refused("domains", Domains(InspectionLimits.Domains + 1));
        Good(Waivers(InspectionLimits.Waivers));
        Refused("waivers", Waivers(InspectionLimits.Waivers + 1));
        Refused("bytes", new string(' ', InspectionLimits.PolicyBytes + 1));
    }

    [Fact]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        byte[] good = Encoding.UTF8.GetBytes(Whole);
        for (int length = 0; length < good.Length; length++)
        {
            Assert.False(InspectionPolicyReader.Read(good.AsSpan(0, length)).TryGet(out _, out _));
        }

        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            InspectionPolicyReader.Read(flipped).TryGet(out _, out _);
        }
    }

    private static InspectionPolicy Good(string json) => InspectionPolicyReader.Read(Encoding.UTF8.GetBytes(json)).Match(
        policy => policy, fault => throw new Xunit.Sdk.XunitException($"{fault.Reason} at {fault.Offset}: {fault.Expected}"));

    private static void Refused(string what, string json)
    {
        Assert.False(InspectionPolicyReader.Read(Encoding.UTF8.GetBytes(json)).TryGet(out _, out FormatFault? fault), what);
        Assert.Equal(InspectionReasons.PolicyMalformed, fault.Reason);
    }
}
