using System.Runtime.InteropServices;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>Declared relations: those that hold, those that do not, and those that nobody can try.</summary>
public sealed class RelationTests
{
    private static readonly byte[] Softmax = SmallModel.Rows("Softmax", 0);

    private static readonly byte[] Negate = SmallModel.Rows("Neg", 0);

    public RelationTests() => Assert.Null(InferenceEngine.Load().Fault);

    [Fact]
    public void A_softmax_keeps_all_four()
    {
        SanityOutcome outcome = Run(Softmax, "batch", "order", "sum-to-one", "range 0 1");
        Assert.True(outcome.Verdict is TrustVerdict.Trusted, string.Join('\n', outcome.Checks));
        Assert.Equal(["batch/Y", "order/Y", "sum-to-one/Y", "range/Y"], outcome.Checks.Where(check => check.Id == "rehearsal.relation").Select(check => check.Subject));
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("order")]
    public void Rows_that_influence_each_other_are_found(string relation) => Assert.Equal(RehearsalReasons.RelationBroken, Rejected(Run(SmallModel.Mixing(), relation)));

    [Fact]
    public void A_sum_that_is_not_one_is_found_and_shown()
    {
        SanityOutcome outcome = Run(Negate, "sum-to-one");
        Assert.Equal(RehearsalReasons.RelationBroken, Rejected(outcome));
        Assert.Equal("-7 (v row 1)", outcome.Checks[^1].Found);
    }

    [Theory]
    [InlineData("-4", "-1", true)]
    [InlineData("-3.5", "-1", false)]
    [InlineData("-4", "-1.5", false)]
    public void Every_element_is_within_a_range_that_may_be_reached(string low, string high, bool holds)
    {
        SanityOutcome outcome = Run(Negate, $"range {low} {high}");
        Assert.Equal(holds ? null : RehearsalReasons.RelationBroken, outcome.Verdict.Refusal);
    }

    [Theory]
    [InlineData("sum-to-one")]
    [InlineData("range -9 9")]
    public void A_value_that_is_no_number_breaks(string relation)
    {
        Dictionary<string, byte[]> files = Files(Negate, [1, 2, float.NaN, 4]);
        Assert.Equal(RehearsalReasons.RelationBroken, Rejected(Run(Negate, files, relation)));
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("order")]
    [InlineData("sum-to-one")]
    public void An_output_that_the_model_lacks(string relation) => Assert.Equal(RehearsalReasons.VectorMismatch, Rejected(Run(Softmax, Files(Softmax, [1, 2, 3, 4]), relation, "Z")));

    [Theory]
    [InlineData("batch")]
    [InlineData("order")]
    public void One_row_is_too_few(string relation) => Assert.Equal(RehearsalReasons.CheckUntried, Open(Run(Softmax, Files(Softmax, [1, 2]), relation)));

    [Fact]
    public void Rows_that_are_the_same_show_no_order() => Assert.Equal(RehearsalReasons.CheckUntried, Open(Run(Softmax, Files(Softmax, [1, 2, 1, 2]), "order")));

    [Fact]
    public void A_model_of_two_rows_shows_order_but_no_batch()
    {
        byte[] model = SmallModel.Rows("Softmax");
        Assert.IsType<TrustVerdict.Trusted>(Run(model, "order").Verdict);
        Assert.Equal(RehearsalReasons.CheckUntried, Open(Run(model, "batch")));
    }

    [Fact]
    public void A_vector_that_cannot_be_read_leaves_the_relation_untried()
    {
        SanityOutcome outcome = Run(Softmax, new(Files(Softmax, [1, 2, 3, 4])) { ["v/input_0.pb"] = [0xFF] }, "batch");
        Assert.Equal(RehearsalReasons.ProtobufMalformed, Rejected(outcome));
        Assert.Equal(RehearsalReasons.CheckUntried, outcome.Checks[^1].Reason);
    }

    [Fact]
    public void A_real_classifier_keeps_them()
    {
        const string Suite = """
            {"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"},{"path":"test_data_set_1"},{"path":"test_data_set_2"}],
             "metamorphic":[{"relation":"batch","output":"probabilities"},{"relation":"order","output":"probabilities"},{"relation":"sum-to-one","output":"probabilities"},{"relation":"range","output":"probabilities","low":0,"high":1}]}
            """;
        byte[] model = SharedRows.AdultModel();
        Dictionary<string, byte[]> files = GoldenSuites.From(model, SharedRows.AdultInputs(3));
        SanityOutcome outcome = Rehearsal.Run(new RehearsalJob(model, Encoding.UTF8.GetBytes(Suite), files, new Dictionary<string, byte[]>()), "x64-cpu");
        Assert.True(outcome.Verdict is TrustVerdict.Trusted, string.Join('\n', outcome.Checks));
        Assert.Equal(4, outcome.Checks.Count(check => check.Id == "rehearsal.relation"));
    }

    private static SanityOutcome Run(byte[] model, params string[] relations) => Run(model, Files(model, [1, 2, 3, 4]), string.Join(';', relations));

    // Relations stand here as words: a name, and the two ends of a range.
    private static SanityOutcome Run(byte[] model, Dictionary<string, byte[]> files, string relations, string output = "Y")
    {
        IEnumerable<string> rows = relations.Split(';').Select(relation => relation.Split(' ')).Select(words =>
            $$"""{"relation":"{{words[0]}}","output":"{{output}}"{{(words.Length == 3 ? $",\"low\":{words[1]},\"high\":{words[2]}" : "")}}}""");
        string suite = $$"""{"schema":"mlsec.sanity/1","vectors":[{"path":"v"}],"metamorphic":[{{string.Join(',', rows)}}]}""";
        return Rehearsal.Run(new RehearsalJob(model, Encoding.UTF8.GetBytes(suite), files, new Dictionary<string, byte[]>()), "x64-cpu");
    }

    private static Dictionary<string, byte[]> Files(byte[] model, float[] values)
    {
        var rows = new Tensor("", ElementType.Float32, [values.Length / 2, 2], MemoryMarshal.AsBytes<float>(values).ToArray());
        return GoldenSuites.From(model, [rows]).ToDictionary(file => file.Key.Replace("test_data_set_0", "v", StringComparison.Ordinal), file => file.Value);
    }

    private static Reason Rejected(SanityOutcome outcome) => Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict).Reason;

    private static Reason Open(SanityOutcome outcome) => Assert.IsType<TrustVerdict.Inconclusive>(outcome.Verdict).Reason;
}
