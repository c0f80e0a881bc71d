using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Onnx.Weights;
using MLSecOps.Formats.Worker;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx;
using MLSecOps.TestKit.Onnx.Honest;

namespace MLSecOps.Worker.Tests;

/// <summary>Models whose weights are in other files answer as those that are one file, bit by bit, in every job.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public ExternalDataTests()
    {
        Assert.Null(InferenceEngine.Load().Fault);
        Assert.SkipWhen(!OutsideModel.CanBeMade && Environment.GetEnvironmentVariable("CI") != "true", OutsideModel.Absent);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_real_model_passes_its_suite_and_gives_the_same_bits()
    {
        byte[] inline = SharedModels.Mnist("mnist.onnx");
        IReadOnlyList<Tensor> digits = SharedModels.Digits(5);
        Dictionary<string, byte[]> suite = GoldenSuites.From(inline, [.. digits.Take(2)]);
        OutsideModel outside = await OutsideModel.MakeAsync(inline, _folder["mnist"]);
        Assert.True(outside.Model.Length < inline.Length / 4 && outside.Files.Count == 2);

        Dictionary<string, byte[]> files = outside.Files;
        const string Threads = """{"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"},{"path":"test_data_set_1"}],"determinism":{"repeats":2,"threads":2}}""";
        byte[] threads = Encoding.UTF8.GetBytes(Threads);
        SanityOutcome passed = Rehearsal.Run(new RehearsalJob(outside.Model, threads, suite, files), "x64-cpu");
        Assert.True(passed.Verdict is TrustVerdict.Trusted, string.Join('\n', passed.Checks));
        Assert.Contains(passed.Checks, check => check.Id == "rehearsal.threads" && check.Outcome == CheckOutcome.Passed);
        Assert.Equal(Rehearsal.Run(new RehearsalJob(inline, threads, suite, []), "x64-cpu").Answers, passed.Answers);
        Assert.Empty(files);

        Assert.Equal(Bits(Inference.Run(Asking(inline, [], digits), "x64-cpu")), Bits(Inference.Run(Asking(outside.Model, outside.Files, digits), "x64-cpu")));
    }

    [Fact]
    public async Task Changed_copies_are_copies_of_the_weights_outside()
    {
        byte[] inline = SharedModels.Mnist("mnist.onnx");
        OutsideModel outside = await OutsideModel.MakeAsync(inline, _folder["mnist"]);
        byte[] plan = RevealPlanWriter.Write(new RevealPlan(1e-3, 1e-3, 4, 7)).ToArray();
        Dictionary<string, byte[]> samples = SharedModels.Digits(2).Select((digit, run) => (digit, run)).ToDictionary(pair => $"{pair.run}/input_0.pb", pair => TensorProtoWriter.Write(pair.digit));
        RevealedMargins margins = Reveal.Run(new RevealJob(outside.Model, plan, outside.Files, samples)).Margins!;
        Assert.Equal(4 * BitClasses.All.Count, margins.Copies.Count);
        Assert.Contains(Enumerable.Range(0, margins.Copies.Count), copy => margins.OfCopy(copy, 0) > 1);
        Assert.Equal(0, margins.Own(RevealedMargins.RepeatRow, 0));
    }

    [Fact]
    public async Task Every_honest_model_gives_the_same_bits_with_its_constants_branches_and_functions_outside()
    {
        (byte[] Inline, IReadOnlyList<HonestInput> Inputs)[] models = [.. HonestModel.All.Select(model => model.Build()).Select(built => (built.Model.ToBytes(), built.Inputs))];
        IReadOnlyList<OutsideModel> outside = await OutsideModel.MakeAsync([.. models.Select((model, number) => (model.Inline, _folder[$"{number}"]))]);
        int answered = 0;
        foreach ((int number, OutsideModel model) in outside.Index())
        {
            IReadOnlyList<Tensor> inputs = [.. models[number].Inputs.Select(Of)];
            AnswerReport whole = Inference.Run(Asking(models[number].Inline, [], inputs, together: true), "x64-cpu");
            AnswerReport apart = Inference.Run(Asking(model.Model, model.Files, inputs, together: true), "x64-cpu");
            Assert.Equal(Bits(whole), Bits(apart));
            answered += whole.Refusal is null && whole.Answers[0].Failure is null ? 1 : 0;
        }

        Assert.InRange(answered, models.Length * 9 / 10, models.Length);
    }

    [Fact]
    public async Task A_weight_that_differs_outside_is_another_answer()
    {
        byte[] inline = SharedModels.Mnist("mnist.onnx");
        Dictionary<string, byte[]> suite = GoldenSuites.From(inline, SharedModels.Digits(2));
        OutsideModel outside = await OutsideModel.MakeAsync(inline, _folder["mnist"]);
        Dictionary<string, byte[]> files = outside.Files;
        byte[] largest = files.Values.MaxBy(file => file.Length)!;
        for (int at = (largest.Length / 3) | 3; at < largest.Length * 2 / 3; at += 4)
        {
            largest[at] ^= 0x80;
        }

        Assert.Equal(RehearsalReasons.OutputDeviates, Assert.IsType<TrustVerdict.Rejected>(Rehearsal.Run(new RehearsalJob(outside.Model, null, suite, files), "x64-cpu").Verdict).Reason);
    }

    [Theory]
    [InlineData(false, "ONNX_EXTERNAL_DATA_MISSING")]
    [InlineData(true, "ONNX_EXTERNAL_DATA_MALFORMED")]
    [RedTeam("G6", "Gives the worker a model with weights outside and a file too few, or one cut short", typeof(WholeModel), "ONNX_EXTERNAL_DATA_MISSING", "ONNX_EXTERNAL_DATA_MALFORMED")]
    public async Task What_is_missing_or_short_never_reaches_the_engine(bool cut, string code)
    {
        OutsideModel outside = await OutsideModel.MakeAsync(SharedModels.Mnist("mnist.onnx"), _folder["mnist"]);
        AnswerReport answers = Inference.Run(Asking(outside.Model, Less(), SharedModels.Digits(1)), "x64-cpu");
        Assert.Equal(code, answers.Refusal!.Reason.Code);
        SanityOutcome rehearsed = Rehearsal.Run(new RehearsalJob(outside.Model, null, GoldenSuites.From(SharedModels.Mnist("mnist.onnx"), SharedModels.Digits(1)), Less()), "x64-cpu");
        Assert.Equal(code, Assert.Single(rehearsed.Checks, check => check.Outcome != CheckOutcome.Passed).Reason!.Code);
        RevealJob reveal = new(outside.Model, RevealPlanWriter.Write(new RevealPlan(1e-3, 1e-3, 2, 7)).ToArray(), Less(), new Dictionary<string, byte[]>());
        Assert.Equal(code, Assert.Single(Reveal.Run(reveal).Checks).Reason!.Code);

        Dictionary<string, byte[]> Less()
        {
            Dictionary<string, byte[]> files = outside.Files;
            byte[] content = files["weights.bin"];
            files.Remove("weights.bin");
            return cut ? new(files) { ["weights.bin"] = content[..^1] } : files;
        }
    }

    private static Tensor Of(HonestInput input)
    {
        float[] values = input.Sample(new Random(20261126));
        return new Tensor(input.Name, (ElementType)input.Type, input.Dims, (ElementType)input.Type switch
        {
            ElementType.Float32 => values.SelectMany(BitConverter.GetBytes).ToArray(),
            ElementType.Int64 => values.SelectMany(value => BitConverter.GetBytes((long)value)).ToArray(),
            ElementType.Int32 => values.SelectMany(value => BitConverter.GetBytes((int)value)).ToArray(),
            ElementType.Bool => values.Select(value => (byte)(value > 0 ? 1 : 0)).ToArray(),
            _ => values.Select(value => (byte)value).ToArray(),
        });
    }

    private static RehearsalJob Asking(byte[] model, Dictionary<string, byte[]> files, IReadOnlyList<Tensor> inputs, bool together = false) => new(
        model, null, inputs.Select((input, index) => (input, index)).ToDictionary(pair => together ? $"0/input_{pair.index}.pb" : $"{pair.index}/input_0.pb", pair => TensorProtoWriter.Write(pair.input)), files);

    private static IReadOnlyList<string> Bits(AnswerReport report) =>
    [
        report.Refusal?.ToString() ?? "",
        .. report.Answers.Select(answer => string.Join(';', answer.Outputs.Select(output => $"{output.Name} {output.Type} {string.Join(',', output.Shape)} {Convert.ToHexString(output.Data.Span)} {string.Join('|', output.Strings ?? [])}")) + answer.Failure),
    ];
}
