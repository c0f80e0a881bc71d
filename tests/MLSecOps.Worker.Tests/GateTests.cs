using System.Runtime.InteropServices;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>Gates whose files or model are wrong in one way each: every one gets its own reason, none an exception.</summary>
public sealed class GateTests
{
    // Y = -A, two scores a row, two rows in and out: [[1,0],[0,1]] answers 1, 0.
    private static readonly byte[] Model = SmallModel.Rows("Neg");

    public GateTests() => Assert.Null(InferenceEngine.Load().Fault);

    [Fact]
    public void Right_answers_pass() => Assert.IsType<TrustVerdict.Trusted>(Run(Good()).Verdict);

    [Fact]
    public void One_wrong_answer_of_two_is_half()
    {
        SanityOutcome outcome = Run(With("labels", SharedRows.Whole(1, 1)));
        Assert.Equal(RehearsalReasons.AccuracyLow, Rejected(outcome));
        Assert.Equal(0.5, outcome.Gates[0].Accuracy);
    }

    [Fact]
    public void Missing_labels() => Assert.Equal(RehearsalReasons.VectorMissing, Rejected(Run(Without("labels"))));

    [Fact]
    public void Missing_inputs() => Assert.Equal(RehearsalReasons.VectorMismatch, Rejected(Run(Without("input_0"))));

    [Fact]
    public void Missing_groups() => Assert.Equal(RehearsalReasons.VectorMissing, Rejected(Run(Without("groups"))));

    [Theory]
    [InlineData("g/output_0.pb")]
    [InlineData("g/notes.txt")]
    [InlineData("h/labels.pb")]
    [InlineData("g/more/labels.pb")]
    public void Files_that_the_gate_does_not_read(string name)
    {
        Dictionary<string, byte[]> files = Good();
        files.Add(name, []);
        Assert.Equal(RehearsalReasons.FilesUnexpected, Rejected(Run(files)));
    }

    [Fact]
    public void Groups_that_no_bound_asks_for()
    {
        Dictionary<string, byte[]> files = Good();
        Assert.Equal(RehearsalReasons.FilesUnexpected, Rejected(Run(files, Suite(fairness: ""))));
        files.Remove("g/groups.pb");
        Assert.IsType<TrustVerdict.Trusted>(Run(files, Suite(fairness: "")).Verdict);
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("groups")]
    [InlineData("input_0")]
    public void Broken_bytes(string file) => Assert.Equal(RehearsalReasons.ProtobufMalformed, Rejected(Run(With(file, [0xFF]))));

    [Theory]
    [InlineData("labels")]
    [InlineData("groups")]
    [InlineData("input_0")]
    public void Huge_tensors(string file) => Assert.Equal(RehearsalReasons.TooLarge, Open(Run(With(file, [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x10, 0x07]))));

    [Fact]
    public void Labels_that_are_not_numbers() => Assert.Equal(RehearsalReasons.LabelsMalformed, Rejected(Run(With("labels", SmallModel.Floats("", float.NaN, 1)))));

    [Fact]
    public void Labels_of_another_length() => Assert.Equal(RehearsalReasons.LabelsMalformed, Rejected(Run(With("labels", SharedRows.Whole(1, 0, 1)))));

    [Fact]
    public void No_labels_at_all() => Assert.Equal(RehearsalReasons.LabelsMalformed, Rejected(Run(With("labels", SharedRows.Whole()))));

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_label_that_the_model_cannot_answer(long label) => Assert.Equal(RehearsalReasons.LabelsMalformed, Rejected(Run(With("labels", SharedRows.Whole(1, label)))));

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_group_without_a_name(long group) => Assert.Equal(RehearsalReasons.LabelsMalformed, Rejected(Run(With("groups", SharedRows.Whole(1, group)))));

    [Fact]
    public void Groups_of_another_length() => Assert.Equal(RehearsalReasons.LabelsMalformed, Rejected(Run(With("groups", SharedRows.Whole(1)))));

    [Fact]
    public void A_positive_label_that_no_row_has() =>
        Assert.Equal(RehearsalReasons.LabelsMalformed, Rejected(Run(Good(), Suite(fairness: Fairness.Replace("\"positive\":1", "\"positive\":7", StringComparison.Ordinal)))));

    [Fact]
    public void Rows_that_do_not_fill_the_model_s_batch() => Assert.Equal(
        RehearsalReasons.LabelsMalformed,
        Rejected(Run(new(Good()) { ["g/input_0.pb"] = Scores(1, 0, 0, 1, 1, 0), ["g/labels.pb"] = SharedRows.Whole(1, 0, 1), ["g/groups.pb"] = SharedRows.Whole(0, 1, 1) })));

    [Fact]
    public void Inputs_without_rows() =>
        Assert.Equal(RehearsalReasons.LabelsMalformed, Rejected(Run(With("input_0", TensorProtoWriter.Write(new Tensor("", ElementType.Float32, [], new byte[4]))))));

    [Fact]
    public void Inputs_that_the_model_refuses() =>
        Assert.Equal(RehearsalReasons.InferenceFailed, Rejected(Run(With("input_0", TensorProtoWriter.Write(new Tensor("", ElementType.Float32, [2, 3], new byte[24]))))));

    [Fact]
    public void An_output_that_the_model_lacks() => Assert.Equal(RehearsalReasons.VectorMismatch, Rejected(Run(Good(), Suite(output: "Z"))));

    [Fact]
    public void A_score_that_is_no_number() => Assert.Equal(RehearsalReasons.AnswerUnreadable, Rejected(Run(With("input_0", Scores(1, 0, float.NaN, 1)))));

    [Theory]
    [InlineData("\"answer\":\"label\"")]
    [InlineData("\"answer\":\"threshold\",\"threshold\":0.5")]
    public void An_answer_read_another_way_than_the_output_is_made(string answer) => Assert.Equal(RehearsalReasons.AnswerUnreadable, Rejected(Run(Good(), Suite(answer: answer))));

    [Fact]
    public void A_group_of_one_row_is_never_judged_good()
    {
        SanityOutcome outcome = Run(Good(), Suite(fairness: Fairness.Replace("\"min_rows\":1,", "", StringComparison.Ordinal)));
        Assert.Equal(RehearsalReasons.GroupTooSmall, Open(outcome));
        Assert.Null(outcome.Gates[0].Bounds[0].Found);
    }

    private const string Fairness = """ "fairness":{"groups":["a","b"],"positive":1,"min_rows":1,"max_selection_difference":1} """;

    private static string Suite(string output = "Y", string answer = "\"answer\":\"argmax\"", string fairness = Fairness) =>
        $$$"""{"schema":"mlsec.sanity/1","vectors":[{"path":"v"}],"labelled":{"path":"g","output":"{{{output}}}",{{{answer}}},"min_accuracy":1{{{(fairness.Length == 0 ? "" : ",")}}}{{{fairness}}}}}""";

    private static Dictionary<string, byte[]> Good() => new()
    {
        ["v/input_0.pb"] = Scores(1, 0, 0, 1),
        ["v/output_0.pb"] = Scores(-1, 0, 0, -1),
        ["g/input_0.pb"] = Scores(1, 0, 0, 1),
        ["g/labels.pb"] = SharedRows.Whole(1, 0),
        ["g/groups.pb"] = SharedRows.Whole(0, 1),
    };

    private static byte[] Scores(params float[] values) =>
        TensorProtoWriter.Write(new Tensor("", ElementType.Float32, [values.Length / 2, 2], MemoryMarshal.AsBytes<float>(values).ToArray()));

    private static Dictionary<string, byte[]> With(string file, byte[] content) => new(Good()) { [$"g/{file}.pb"] = content };

    private static Dictionary<string, byte[]> Without(string file)
    {
        Dictionary<string, byte[]> files = Good();
        Assert.True(files.Remove($"g/{file}.pb"));
        return files;
    }

    private static SanityOutcome Run(Dictionary<string, byte[]> files, string? suite = null) =>
        Rehearsal.Run(new RehearsalJob(Model, Encoding.UTF8.GetBytes(suite ?? Suite()), files, new Dictionary<string, byte[]>()), "x64-cpu");

    private static Reason Rejected(SanityOutcome outcome) => Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict).Reason;

    private static Reason Open(SanityOutcome outcome) => Assert.IsType<TrustVerdict.Inconclusive>(outcome.Verdict).Reason;
}
