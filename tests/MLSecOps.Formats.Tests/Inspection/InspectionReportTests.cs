using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Inspection;

public sealed class InspectionReportTests
{
    [Fact]
    public void Reads_what_the_writer_writes()
    {
        foreach (InspectionReport report in (InspectionReport[])[SampleReport.Whole, SampleReport.Clean, SampleReport.Refused])
        {
            Assert.Equivalent(report, Good(InspectionReportWriter.Write(report).ToArray()), strict: true);
        }
    }

    [Fact]
    public void A_finding_that_blocks_stands_before_all_others()
    {
        InspectionFinding notice = SampleReport.Whole.Findings[2];
        InspectionReport report = Good(SampleReport.Clean with { Findings = [.. Enumerable.Repeat(notice, 9000), SampleReport.Whole.Findings[1], SampleReport.Whole.Findings[0]] });

        Assert.True(report.Blocks);
        Assert.Equal(SampleReport.Whole.Findings[0].Location, report.Findings[0].Location);
        Assert.Equal(InspectionLimits.Findings, report.Findings.Count);
        Assert.Equal(9002 - InspectionLimits.Findings, report.LeftOff);
        Assert.False(report.Shortened);
    }

    /// <summary>Text that needs six bytes a character, in every place, in numbers that the model chooses.</summary>
    [Fact]
    [RedTeam("G6", "Fill the report until the launcher refuses it", typeof(InspectionReportWriter))]
    public void Whatever_the_model_holds_the_report_is_read()
    {
        string text = new('\u0001', 5000);
        string[] texts = [.. Enumerable.Repeat(text, 9000)];
        var finding = new InspectionFinding(InspectionRules.GraphShadow, InspectionSeverity.Blocking, text, text, texts, double.NaN, null);
        InspectionReport report = Good(new InspectionReport(
            text, texts, Check.Fail("inspection.model", text, InspectionReasons.Malformed, text, text), [.. Enumerable.Repeat(finding, 9000)],
            new ModelSummary(
                long.MinValue, text, [.. texts.Select(t => new OpsetSummary(t, long.MaxValue))], [.. texts.Select(t => new ValueSummary(t, t, t))], [.. texts.Select(t => new ValueSummary(t, t, t))],
                [.. texts.Select(t => new OperatorCount(t, t, int.MaxValue))], int.MaxValue, 1, 1, 1, long.MaxValue, [.. texts.Select(t => new ExternalReference(t, long.MinValue, -1))], 0, 0),
            new ModelDifference(
                texts, [.. texts.Select(t => new OperatorChange(t, t, 0, int.MaxValue))], texts, texts,
                new WeightDifference(1, 1, 1, 1, 1, [.. texts.Select(t => new WeightChange(t, 1, 1, double.PositiveInfinity, 1e308))])),
            int.MaxValue));

        Assert.True(report.Shortened);
        Assert.True(report.Blocks);
        Assert.Equal(int.MaxValue, report.LeftOff);
        Assert.Null(report.Findings[0].Score);
        Assert.True(report.Findings.Count >= 20, $"{report.Findings.Count}");
        Assert.EndsWith("…", report.Findings[0].Evidence);
        Assert.InRange(InspectionReportWriter.Write(report).Length, 3 << 20, InspectionLimits.ReportBytes);
    }

    [Fact]
    public void Half_a_character_becomes_a_replacement()
    {
        string[] odd = ["\ud83d", "a\ude00b", "😀", "\ud83d\ud83d\ude00", string.Concat(new string('x', InspectionLimits.TextLength - 2), "😀😀")];
        InspectionReport report = Good(SampleReport.Clean with { Gaps = odd });
        Assert.Equal(["�", "a�b", "😀", "�😀", string.Concat(new string('x', InspectionLimits.TextLength - 2), "�…")], report.Gaps);
    }

    [Theory]
    [InlineData("a rule that there is not", "\"GRAPH-SHADOW\"", "\"GRAPH-SHADE\"")]
    [InlineData("a rule by another spelling", "\"GRAPH-SHADOW\"", "\"graph-shadow\"")]
    [InlineData("more than the rule weighs", "\"GRAPH-SHADOW\"", "\"IO-DRIFT\"")]
    [InlineData("a severity that there is not", "\"severity\":\"notice\"", "\"severity\":\"harmless\"")]
    [InlineData("a score above 1", "\"score\":0.93", "\"score\":1.01")]
    [InlineData("a score that is no number", "\"score\":0.93", "\"score\":null")]
    [InlineData("a reason that there is not", "\"MODEL_TOO_COMPLEX\"", "\"ALL_IS_WELL\"")]
    [InlineData("a refusal that passed", "\"outcome\":\"failed\"", "\"outcome\":\"passed\"")]
    [InlineData("an id with other characters", "\"id\":\"inspection.model\"", "\"id\":\"inspection model\"")]
    [InlineData("fewer than none left off", "\"left_off\":3", "\"left_off\":-3")]
    [InlineData("no number left off", "\"left_off\":3", "\"left_off\":3.5")]
    [InlineData("an unknown member", "\"gaps\"", "\"gabs\"")]
    [InlineData("a member twice", "\"shortened\":false", "\"shortened\":false,\"shortened\":false")]
    [InlineData("a missing member", "\"left_off\":3,", "")]
    [InlineData("another schema", "inspection-report/1", "inspection-report/2")]
    [InlineData("a negative count", "\"nodes\":4", "\"nodes\":-4")]
    [InlineData("more changed elements than there are", "\"elements_changed\":7", "\"elements_changed\":101")]
    [InlineData("a norm below zero", "\"norm\":1.5", "\"norm\":-1.5")]
    public void Refuses(string what, string part, string instead)
    {
        string json = Encoding.UTF8.GetString(InspectionReportWriter.Write(SampleReport.Whole).Span);
        Assert.Contains(part, json);
        int at = json.IndexOf(part, StringComparison.Ordinal);
        Refused(what, Encoding.UTF8.GetBytes(string.Concat(json.AsSpan(0, at), instead, json.AsSpan(at + part.Length))));
    }

    [Fact]
    public void Refuses_a_report_that_says_neither_what_the_model_is_nor_why_not() =>
        Refused("neither", InspectionReportWriter.Write(SampleReport.Refused with { Refusal = null }).ToArray());

    [Theory]
    [InlineData(InspectionLimits.Findings, "findings", """{"rule":"META","severity":"notice","location":"m","evidence":"e"}""")]
    [InlineData(InspectionLimits.Gaps, "gaps", "\"g\"")]
    public void Refuses_more_elements_than_its_limit(int most, string list, string element)
    {
        string other = list == "gaps" ? "findings" : "gaps";
        string Json(int count) => $$$"""
            {"schema":"mlsec.inspection-report/1","worker":"w","{{{list}}}":[{{{string.Join(',', Enumerable.Repeat(element, count))}}}],"{{{other}}}":[],
             "left_off":0,"shortened":false,"refusal":{"id":"a","outcome":"failed","subject":"","reason":"MODEL_MALFORMED"}}
            """;
        Good(Encoding.UTF8.GetBytes(Json(most)));
        Refused(list, Encoding.UTF8.GetBytes(Json(most + 1)));
    }

    [Fact]
    public void Refuses_text_beyond_its_limit_and_more_bytes_than_its_limit()
    {
        string json = Encoding.UTF8.GetString(InspectionReportWriter.Write(SampleReport.Refused).Span);
        Good(Encoding.UTF8.GetBytes(json.Replace("model.onnx", new string('x', InspectionLimits.TextLength), StringComparison.Ordinal)));
        Refused("text", Encoding.UTF8.GetBytes(json.Replace("model.onnx", new string('x', InspectionLimits.TextLength + 1), StringComparison.Ordinal)));
        Refused("bytes", new byte[InspectionLimits.ReportBytes + 1]);
        Refused("depth", "[[[[[[[[[[[[[[[["u8.ToArray());
    }

    [Fact]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        byte[] good = InspectionReportWriter.Write(SampleReport.Whole).ToArray();
        for (int length = 0; length < good.Length; length++)
        {
            Assert.False(InspectionReportParser.Parse(good.AsSpan(0, length)).TryGet(out _, out _));
        }

        int read = 0;
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            read += InspectionReportParser.Parse(flipped).TryGet(out _, out _) ? 1 : 0;
        }

        Assert.InRange(read, 1, good.Length * 4);
    }

    [Fact]
    public void An_inspection_of_a_real_walk_goes_through()
    {
        byte[] model = [0x08, 0x08, 0x3a, 0x00];
        InspectionReport report = ModelInspection.Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("m.onnx", 0, model.Length), null, null, false), null, null);
        Assert.Equivalent(report, Good(report), strict: true);
    }

    private static InspectionReport Good(InspectionReport report) => Good(InspectionReportWriter.Write(report).ToArray());

    private static InspectionReport Good(byte[] json) => InspectionReportParser.Parse(json).Match(
        report => report, fault => throw new Xunit.Sdk.XunitException($"{fault.Reason} at {fault.Offset}: {fault.Expected}"));

    private static void Refused(string what, byte[] json)
    {
        Assert.False(InspectionReportParser.Parse(json).TryGet(out _, out FormatFault? fault), what);
        Assert.Equal(InspectionReasons.ReportMalformed, fault.Reason);
    }
}
