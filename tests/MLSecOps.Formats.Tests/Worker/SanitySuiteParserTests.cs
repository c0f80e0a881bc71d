using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Tests.Worker;

public sealed class SanitySuiteParserTests
{
    private const string Full = """
        {"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"},{"path":"more/set-1"}],
         "tolerances":[{"profile":"default","output":"logits","metric":"elementwise","rtol":0.001,"atol":0.0001},
                       {"profile":"arm64-cpu","output":"logits","metric":"cosine","min_cosine":0.99},
                       {"profile":"default","output":"label","metric":"top1","min_agreement":0.9}],
         "determinism":{"repeats":3,"threads":4},"latency":{"p50_ms":5,"p99_ms":20.5},
         "labelled":{"path":"people","output":"score","answer":"threshold","min_accuracy":0.8,"threshold":0.5,
                     "fairness":{"groups":["a","b"],"positive":1,"min_rows":40,"max_selection_difference":0.1,"max_tpr_difference":0.2,"max_fpr_difference":0.3,"min_selection_ratio":0.8}},
         "robust":[{"path":"fgsm","output":"logits","answer":"argmax","min_accuracy":0.7,"attack":"FGSM, eps 0.1"},{"path":"pgd","output":"label","answer":"label","min_accuracy":0.3}],
         "metamorphic":[{"relation":"batch","output":"logits","rtol":0.01,"atol":0.5},{"relation":"order","output":"logits"},{"relation":"sum-to-one","output":"p","atol":0.25},{"relation":"range","output":"p","low":-1,"high":1}]}
        """;

    [Fact]
    public void Reads_every_member()
    {
        SanitySuite suite = Good(Full);
        Assert.Equal(["test_data_set_0", "more/set-1"], suite.Vectors);
        Assert.Equal((3, 4), (suite.Repeats, suite.Threads));
        Assert.Equal(new LatencyEnvelope(5, 20.5), suite.Latency);
        Assert.Equal(new OutputTolerance("default", "logits", ToleranceMetric.Elementwise, 0.001, 0.0001), suite.Find("x64-cpu", "logits", true));
        Assert.Equal(ToleranceMetric.Cosine, suite.Find("arm64-cpu", "logits", true)!.Metric);
        Assert.Equal(0.9, suite.Find("x64-cpu", "label", false)!.MinAgreement);
        Assert.Null(suite.Find("x64-cpu", "other", true));
    }

    [Fact]
    public void Reads_gates()
    {
        IReadOnlyList<LabelledGate> gates = Good(Full).Gates;
        Assert.Equal(3, gates.Count);
        Assert.Equal(("people", new AnswerRule("score", AnswerKind.Threshold, 0.5), 0.8), (gates[0].Folder, gates[0].Answer, gates[0].MinAccuracy));
        FairnessBounds fairness = gates[0].Fairness!;
        Assert.Equal(["a", "b"], fairness.Groups);
        Assert.Equal((1L, 40), (fairness.Positive, fairness.MinRows));
        Assert.Equal([0.1, 0.2, 0.3, 0.8], FairnessMeasures.All.Select(measure => fairness.Limits[measure]));
        Assert.Equal(new LabelledGate(GateKind.Robust, "fgsm", new AnswerRule("logits", AnswerKind.Argmax), 0.7, null, "FGSM, eps 0.1"), gates[1]);
        Assert.Equal(new LabelledGate(GateKind.Robust, "pgd", new AnswerRule("label", AnswerKind.Label), 0.3), gates[2]);
    }

    [Fact]
    public void Reads_relations() => Assert.Equal(
        [
            new MetamorphicRelation(RelationKind.Batch, "logits", 0.01, 0.5),
            new MetamorphicRelation(RelationKind.Order, "logits"),
            new MetamorphicRelation(RelationKind.SumToOne, "p", Absolute: 0.25),
            new MetamorphicRelation(RelationKind.Range, "p", Low: -1, High: 1),
        ],
        Good(Full).Relations);

    [Theory]
    [InlineData("one thread to compare with one", "\"threads\":4", "\"threads\":1")]
    [InlineData("too many threads", "\"threads\":4", "\"threads\":17")]
    [InlineData("another relation", "\"relation\":\"batch\"", "\"relation\":\"mirror\"")]
    [InlineData("a relation twice", "\"relation\":\"order\"", "\"relation\":\"batch\"")]
    [InlineData("a relation of no output", "\"relation\":\"order\",\"output\":\"logits\"", "\"relation\":\"order\"")]
    [InlineData("a bound that is not used", "\"relation\":\"order\"", "\"low\":1,\"relation\":\"order\"")]
    [InlineData("a tolerance that is not used", "\"output\":\"p\",\"atol\":0.25", "\"output\":\"p\",\"rtol\":0.25")]
    [InlineData("a range without an end", ",\"high\":1", "")]
    [InlineData("a range without a start", ",\"low\":-1", "")]
    [InlineData("a range without elements", "\"high\":1", "\"high\":-2")]
    [InlineData("an endless range", "\"high\":1", "\"high\":1e31")]
    [InlineData("a negative tolerance", "\"atol\":0.5", "\"atol\":-0.5")]
    [InlineData("an accuracy above 1", "\"min_accuracy\":0.8", "\"min_accuracy\":1.1")]
    [InlineData("an accuracy that is no number", "\"min_accuracy\":0.8", "\"min_accuracy\":\"NaN\"")]
    [InlineData("another way to answer", "\"answer\":\"argmax\"", "\"answer\":\"argmin\"")]
    [InlineData("a threshold that is not used", "\"answer\":\"threshold\"", "\"answer\":\"argmax\"")]
    [InlineData("a threshold that is not stated", "\"threshold\":0.5", "\"threshold\":1e31")]
    [InlineData("no threshold", ",\"threshold\":0.5", "")]
    [InlineData("a folder of a vector", "\"path\":\"people\"", "\"path\":\"test_data_set_0\"")]
    [InlineData("a folder of another gate", "\"path\":\"people\"", "\"path\":\"pgd\"")]
    [InlineData("a folder outside", "\"path\":\"people\"", "\"path\":\"../people\"")]
    [InlineData("no folder", "\"path\":\"people\",", "")]
    [InlineData("a group twice", "[\"a\",\"b\"]", "[\"a\",\"a\"]")]
    [InlineData("one group", "[\"a\",\"b\"]", "[\"a\"]")]
    [InlineData("a group without a name", "[\"a\",\"b\"]", "[\"a\",\"\"]")]
    [InlineData("no positive answer", "\"positive\":1,", "")]
    [InlineData("no rows", "\"min_rows\":40", "\"min_rows\":0")]
    [InlineData("a bound above 1", "\"max_tpr_difference\":0.2", "\"max_tpr_difference\":2")]
    [InlineData("no bound", ",\"max_selection_difference\":0.1,\"max_tpr_difference\":0.2,\"max_fpr_difference\":0.3,\"min_selection_ratio\":0.8", "")]
    [InlineData("an unknown bound", "max_fpr_difference", "max_tnr_difference")]
    [InlineData("bounds on misled rows", "\"attack\":\"FGSM, eps 0.1\"", "\"fairness\":{\"groups\":[\"a\",\"b\"],\"positive\":1,\"min_selection_ratio\":0.8}")]
    public void Refuses_gates_relations_and_threads_with(string what, string part, string instead)
    {
        Assert.Contains(part, Full);
        int at = Full.IndexOf(part, StringComparison.Ordinal);
        Assert.True(RehearsalReasons.SuiteMalformed == Bad(Encoding.UTF8.GetBytes(string.Concat(Full.AsSpan(0, at), instead, Full.AsSpan(at + part.Length)))).Reason, what);
    }

    [Fact]
    public void Optional_members_have_defaults()
    {
        SanitySuite suite = Good("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}]}""");
        Assert.Equal(SanitySuite.DefaultRepeats, suite.Repeats);
        Assert.Empty(suite.Tolerances);
        Assert.Null(suite.Latency);
        Assert.Empty(suite.Gates);
        Assert.Empty(suite.Relations);
        Assert.Null(suite.Threads);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schema":"mlsec.sanity/2","vectors":[{"path":"a"}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1"}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":["a"]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"},{"path":"a"}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a","path":"b"}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","schema":"mlsec.sanity/1","vectors":[{"path":"a"}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"more":1}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}]} {}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}]/**/}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"determinism":{"repeats":0}}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"determinism":{"repeats":17}}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"determinism":{"repeats":1.5}}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"latency":{"p50_ms":-1}}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"latency":{"p50_ms":1e400}}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"tolerances":[{"profile":"default","output":"o"}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"tolerances":[{"profile":"default","output":"o","metric":"mean"}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"tolerances":[{"profile":"default","output":"o","metric":"elementwise","rtol":1.1}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"tolerances":[{"profile":"default","output":"o","metric":"elementwise","atol":-1}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"tolerances":[{"profile":"default","output":"o","metric":"elementwise"},{"profile":"default","output":"o","metric":"top1"}]}""")]
    [InlineData("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"tolerances":[{"profile":"\ud800","output":"o","metric":"top1"}]}""")]
    public void Refuses(string json) => Assert.Equal(RehearsalReasons.SuiteMalformed, Bad(Encoding.UTF8.GetBytes(json)).Reason);

    [Theory]
    [InlineData("..")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\\\\b")]
    [InlineData("ä")]
    [InlineData("a\\u0000")]
    public void Refuses_unsafe_paths(string path) =>
        Assert.Equal(RehearsalReasons.SuiteMalformed, Bad(Encoding.UTF8.GetBytes($$"""{"schema":"mlsec.sanity/1","vectors":[{"path":"{{path}}"}]}""")).Reason);

    [Fact]
    public void Every_cut_is_a_fault_and_no_flipped_bit_throws()
    {
        byte[] good = Encoding.UTF8.GetBytes(Full);
        for (int length = 0; length < good.Length; length++)
        {
            Assert.Equal(RehearsalReasons.SuiteMalformed, Bad(good[..length]).Reason);
        }

        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] flipped = [.. good];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            if (SanitySuiteParser.Parse(flipped).TryGet(out SanitySuite? suite, out _))
            {
                Assert.All(suite.Vectors, vector => Assert.True(VectorFileName.IsFolder(vector)));
            }
        }
    }

    [Fact]
    public void Refuses_more_than_its_limit() => Assert.NotNull(Bad(new byte[JobLimits.SuiteBytes + 1]));

    private static SanitySuite Good(string json) => SanitySuiteParser.Parse(Encoding.UTF8.GetBytes(json)).Match(
        suite => suite, fault => throw new Xunit.Sdk.XunitException($"{fault.Reason} at {fault.Offset}: {fault.Expected}"));

    private static FormatFault Bad(byte[] json) => SanitySuiteParser.Parse(json).Match(
        _ => throw new Xunit.Sdk.XunitException("was read"), fault => fault);
}
