using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Worker;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>Suites and models that are wrong in one way each: every one gets its own reason, none an exception.</summary>
public sealed class SuiteTests
{
    private static readonly byte[] Add = SmallModel.OneNode("Add", 13, "A", "B");

    public SuiteTests() => Assert.Null(InferenceEngine.Load().Fault);

    [Fact]
    public void A_right_answer_passes() => Assert.IsType<TrustVerdict.Trusted>(Run(Add, Good()).Verdict);

    [Fact]
    public void Names_count_before_numbers()
    {
        Dictionary<string, byte[]> files = Good();
        files["test_data_set_0/input_0.pb"] = SmallModel.Floats("B", 1, 2);
        files["test_data_set_0/input_1.pb"] = SmallModel.Floats("A", 10, 20);
        Assert.IsType<TrustVerdict.Trusted>(Run(Add, files).Verdict);
        files["test_data_set_0/input_0.pb"] = SmallModel.Floats("", 10, 20);
        files["test_data_set_0/input_1.pb"] = SmallModel.Floats("other name", 1, 2);
        Assert.IsType<TrustVerdict.Trusted>(Run(Add, files).Verdict);
    }

    [Fact]
    public void No_suite_at_all() => Assert.Equal(RehearsalReasons.SuiteMissing, Open(Run(Add, [])));

    [Fact]
    public void A_suite_that_is_none() => Assert.Equal(RehearsalReasons.SuiteMalformed, Rejected(Run(Add, Good(), "{")));

    [Fact]
    public void A_vector_that_is_not_there() =>
        Assert.Equal(RehearsalReasons.VectorMissing, Rejected(Run(Add, Good(), """{"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"},{"path":"b"}]}""")));

    [Theory]
    [InlineData("test_data_set_1/input_0.pb")]
    [InlineData("test_data_set_0/notes.txt")]
    public void Files_that_the_suite_does_not_name(string name)
    {
        Dictionary<string, byte[]> files = Good();
        files.Add(name, []);
        Assert.Equal(RehearsalReasons.FilesUnexpected, Rejected(Run(Add, files, """{"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"}]}""")));
    }

    [Fact]
    public void A_missing_output() => Assert.Equal(RehearsalReasons.VectorMissing, Rejected(Run(Add, Without("output_0"))));

    [Fact]
    public void A_missing_input() => Assert.Equal(RehearsalReasons.VectorMismatch, Rejected(Run(Add, Without("input_1"))));

    [Fact]
    public void One_input_twice() => Assert.Equal(RehearsalReasons.VectorMismatch, Rejected(Run(Add, With("input_1", SmallModel.Floats("A", 1, 2)))));

    [Fact]
    public void More_inputs_than_the_model_has() => Assert.Equal(RehearsalReasons.VectorMismatch, Rejected(Run(Add, With("input_2", SmallModel.Floats("", 1, 2)))));

    [Fact]
    public void A_broken_tensor() => Assert.Equal(RehearsalReasons.ProtobufMalformed, Rejected(Run(Add, With("input_1", [0xFF]))));

    [Fact]
    public void A_huge_tensor() => Assert.Equal(RehearsalReasons.TooLarge, Open(Run(Add, With("input_1", [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x10, 0x01]))));

    [Fact]
    public void An_input_of_another_shape() => Assert.Equal(RehearsalReasons.InferenceFailed, Rejected(Run(Add, With("input_1", SmallModel.Floats("B", 1, 2, 3)))));

    [Fact]
    public void An_input_of_another_type() =>
        Assert.Equal(RehearsalReasons.InferenceFailed, Rejected(Run(Add, With("input_1", TensorProtoWriter.Write(new Tensor("B", ElementType.Int32, [2], new byte[8]))))));

    [Fact]
    public void An_output_of_another_shape() => Assert.Equal(RehearsalReasons.OutputShape, Rejected(Run(Add, With("output_0", SmallModel.Floats("Y", 11)))));

    [Fact]
    public void An_output_of_another_type() =>
        Assert.Equal(RehearsalReasons.OutputType, Rejected(Run(Add, With("output_0", TensorProtoWriter.Write(new Tensor("Y", ElementType.Float64, [2], new byte[16]))))));

    [Fact]
    public void A_golden_NaN_that_does_not_come() => Assert.Equal(RehearsalReasons.OutputNotFinite, Rejected(Run(Add, With("output_0", SmallModel.Floats("Y", 11, float.NaN)))));

    [Fact]
    public void A_golden_NaN_that_does_come()
    {
        Dictionary<string, byte[]> files = With("output_0", SmallModel.Floats("Y", 11, float.NaN));
        files["test_data_set_0/input_0.pb"] = SmallModel.Floats("A", 10, float.NaN);
        Assert.IsType<TrustVerdict.Trusted>(Run(Add, files).Verdict);
    }

    [Fact]
    public void A_bad_vector_does_not_keep_the_others_from_running()
    {
        Dictionary<string, byte[]> files = Good();
        files.Add("test_data_set_1/input_0.pb", [0xFF]);
        SanityOutcome outcome = Run(Add, files);
        Assert.Equal(RehearsalReasons.ProtobufMalformed, Rejected(outcome));
        Assert.Single(outcome.Comparisons);
    }

    [Fact]
    [RedTeam("G1", "Makes a model answer by chance, within any tolerance", typeof(Rehearsal), "SANITY_NOT_DETERMINISTIC")]
    public void Random_models_are_told_from_determined_ones()
    {
        byte[] random = SmallModel.OneNode("RandomNormalLike", 1, "A");
        Dictionary<string, byte[]> files = Without("input_1");
        const string loose = """{"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"}],"tolerances":[{"profile":"default","output":"*","metric":"elementwise","atol":100000}]}""";
        Assert.Equal(RehearsalReasons.NotDeterministic, Rejected(Run(random, files, loose)));
        SanityOutcome once = Run(random, files, loose[..^1] + ""","determinism":{"repeats":1}}""");
        Assert.IsType<TrustVerdict.Trusted>(once.Verdict);
        Assert.Equal(1, Assert.Single(once.Answers).Runs);
        Assert.Empty(Run(random, files, loose).Answers);
    }

    [Fact]
    public void Exact_answers_come_with_every_pass_and_follow_the_last_bit()
    {
        AnswerDigest answer = Assert.Single(Run(Add, Good()).Answers);
        Assert.Equal(("test_data_set_0", 2), (answer.Vector, answer.Runs));
        Assert.Equal(answer, Assert.Single(Run(Add, With("output_0", SmallModel.Floats("", 11.0001f, 22))).Answers));
        Assert.NotEqual(answer.Bits, Assert.Single(Run(Add, With("input_1", SmallModel.Floats("B", 1, 2.00001f))).Answers).Bits);
    }

    [Fact]
    public void A_vector_that_does_not_run_has_no_exact_answer() => Assert.Empty(Run(Add, With("input_1", SmallModel.Floats("B", 1, 2, 3))).Answers);

    [Fact]
    public void An_output_that_the_model_does_not_have() => Assert.Equal(RehearsalReasons.VectorMismatch, Rejected(Run(Add, With("output_1", SmallModel.Floats("", 1)))));

    [Fact]
    public void One_output_twice() => Assert.Equal(RehearsalReasons.VectorMismatch, Rejected(Run(Add, With("output_1", SmallModel.Floats("Y", 11, 22)))));

    [Fact]
    public void A_huge_golden_output() => Assert.Equal(RehearsalReasons.TooLarge, Open(Run(Add, With("output_0", [0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x10, 0x01]))));

    [Fact]
    public void A_tensor_with_fewer_elements_than_its_shape()
    {
        byte[] whole = SmallModel.Floats("B", 1, 2);
        SanityOutcome outcome = Run(Add, With("input_1", [.. whole[..1], 0x03, .. whole[2..]]));
        Assert.Contains(Rejected(outcome), new[] { RehearsalReasons.TensorMalformed, RehearsalReasons.ProtobufMalformed });
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_golden_infinity_that_does_not_come(float golden) => Assert.Equal(RehearsalReasons.OutputNotFinite, Rejected(Run(Add, With("output_0", SmallModel.Floats("Y", 11, golden)))));

    [Theory]
    [InlineData("")]
    [InlineData("0801")]
    public void A_model_that_is_none(string hex) => Assert.Equal(RehearsalReasons.ModelNotLoadable, Rejected(Run(Convert.FromHexString(hex), Good())));

    [Fact]
    public void An_operator_that_the_engine_lacks()
    {
        SanityOutcome outcome = Run(SmallModel.OneNode("Frobnicate", 13, "A", "B"), Good());
        Assert.Equal(RehearsalReasons.ModelNotLoadable, Rejected(outcome));
        Assert.Contains("Frobnicate", outcome.Checks[^1].Found);
    }

    [Fact]
    public void Broken_protobuf() => Assert.Equal(RehearsalReasons.ProtobufMalformed, Rejected(Run([0x3A, 0x7F], Good())));

    [Fact]
    [RedTeam("G6", "Has a model read a file of the device as its weights", typeof(ExternalData), "ONNX_EXTERNAL_DATA_MISSING")]
    public void Weights_that_are_elsewhere()
    {
        byte[] external = [.. SmallModel.Field(13, [.. SmallModel.Field(1, "location"u8), .. SmallModel.Field(2, "/etc/passwd"u8)]), 0x70, 0x01];
        byte[] model = [.. Add, .. SmallModel.Field(7, SmallModel.Field(5, external))];
        SanityOutcome outcome = Run(model, Good());
        Assert.Equal(RehearsalReasons.ExternalDataMissing, Open(outcome));
        Assert.Equal("/etc/passwd", outcome.Checks[^1].Found);
    }

    private static Dictionary<string, byte[]> Good() => new()
    {
        ["test_data_set_0/input_0.pb"] = SmallModel.Floats("A", 10, 20),
        ["test_data_set_0/input_1.pb"] = SmallModel.Floats("B", 1, 2),
        ["test_data_set_0/output_0.pb"] = SmallModel.Floats("Y", 11, 22),
    };

    private static Dictionary<string, byte[]> With(string file, byte[] content) => new(Good()) { [$"test_data_set_0/{file}.pb"] = content };

    private static Dictionary<string, byte[]> Without(string file)
    {
        Dictionary<string, byte[]> files = Good();
        files.Remove($"test_data_set_0/{file}.pb");
        return files;
    }

    private static SanityOutcome Run(byte[] model, Dictionary<string, byte[]> files, string? suite = null) => Rehearsal.Run(
        new RehearsalJob(model, suite is null ? null : Encoding.UTF8.GetBytes(suite), files, new Dictionary<string, byte[]>()), "x64-cpu");

    private static Reason Rejected(SanityOutcome outcome) => Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict).Reason;

    private static Reason Open(SanityOutcome outcome) => Assert.IsType<TrustVerdict.Inconclusive>(outcome.Verdict).Reason;
}
