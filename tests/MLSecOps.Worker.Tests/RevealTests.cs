using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.Formats.Onnx.Weights;
using MLSecOps.Formats.Worker;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>Inputs tried on changed copies of a real model.</summary>
public sealed class RevealTests
{
    private const int Each = 6;

    private static readonly RevealPlan Plan = new(1e-3, 1e-3, Each, 7);

    [Fact]
    public void Margins_are_those_of_each_copy_run_by_itself()
    {
        byte[] model = SharedModels.Mnist("mnist.onnx");
        byte[] before = [.. model];
        IReadOnlyList<Tensor> digits = SharedModels.Digits(3);
        RevealedMargins margins = Reveal.Run(Job(model, digits)).Margins!;

        Assert.Equal(before, model);
        Assert.Equal((3, 4 * Each), (margins.Samples, margins.Copies.Count));
        Assert.All(Enumerable.Range(0, 3), digit =>
        {
            Assert.Equal(0, margins.Own(RevealedMargins.RepeatRow, digit));
            Assert.InRange(margins.Own(RevealedMargins.KernelRow, digit), 0, 0.5f);
            Assert.Equal(0, margins.Own(RevealedMargins.FiniteRow, digit));
        });
        BitFlip[] flips = Flips(model);
        Assert.Equal(flips.Select(flip => flip.Class), margins.Copies);
        for (int copy = 0; copy < flips.Length; copy++)
        {
            byte[] changed = [.. model];
            flips[copy].Apply(changed);
            for (int digit = 0; digit < 3; digit++)
            {
                double alone = Alone(model, changed, digits[digit]);
                Assert.Equal((alone > 1, alone > 0), (margins.OfCopy(copy, digit) > 1, margins.OfCopy(copy, digit) > 0));
                Assert.True(float.IsInfinity((float)alone) || Math.Abs(alone - margins.OfCopy(copy, digit)) <= 1e-6 * alone, $"{alone} and {margins.OfCopy(copy, digit)}");
            }
        }
    }

    [Fact]
    public void Without_inputs_it_says_what_goes_into_the_model()
    {
        RevealFindings found = Reveal.Run(Job(SharedRows.AdultModel(), []));

        Assert.Null(found.Margins);
        ModelValue input = Assert.Single(found.Interface!.Inputs);
        Assert.Equal(("input", ElementType.Float32, true), (input.Name, input.Type, input.IsOpen));
        Assert.Equal([-1, 91], input.Shape);
        Assert.Equal(["logits", "probabilities"], found.Interface.Outputs.Select(output => output.Name));
    }

    [Fact]
    [RedTeam("G6", "Gives the worker no model, a broken plan, or inputs that are not the model's", typeof(Reveal))]
    public void What_is_wrong_is_a_check()
    {
        byte[] model = SharedModels.Mnist("mnist.onnx");
        RevealJob good = Job(model, SharedModels.Digits(1));
        Assert.Equal(RehearsalReasons.ProtobufMalformed, Reason(good with { Model = [1, 2, 3] }));
        Assert.Equal(RehearsalReasons.JobMalformed, Reason(good with { Plan = [.. "{}"u8] }));
        Assert.Equal(RehearsalReasons.JobMalformed, Reason(good with { Samples = new Dictionary<string, byte[]> { ["x/input_0.pb"] = [] } }));

        var wrong = new Tensor("", ElementType.Float32, [1, 3], new byte[12]);
        RevealFindings found = Reveal.Run(Job(model, [SharedModels.Digits(1)[0], wrong]));
        Assert.Equal(("1", RehearsalReasons.InferenceFailed), (Assert.Single(found.Checks).Subject, found.Checks[0].Reason));
        Assert.Equal(float.PositiveInfinity, found.Margins!.Own(RevealedMargins.FiniteRow, 1));
        Assert.Equal(0, found.Margins.Own(RevealedMargins.FiniteRow, 0));
    }

    [Fact]
    public void Every_cut_of_a_job_is_a_fault()
    {
        byte[] job = JobBytes.Of((JobPartKind.Model, "model.onnx", [1]), (JobPartKind.RevealPlan, "plan.json", RevealPlanWriter.Write(Plan).ToArray()), (JobPartKind.Vector, "0/input_0.pb", [2]));
        Assert.True(RevealParts.Read(new MemoryStream(job)).TryGet(out _, out _));
        for (int length = 0; length < job.Length; length++)
        {
            Assert.False(RevealParts.Read(new MemoryStream(job[..length])).TryGet(out _, out _));
        }

        Assert.False(RevealParts.Read(new MemoryStream(JobBytes.Of((JobPartKind.Model, "m", [1])))).TryGet(out _, out _));
        Assert.False(RevealParts.Read(new MemoryStream(JobBytes.Of((JobPartKind.Model, "m", [1]), (JobPartKind.Suite, "s", [1])))).TryGet(out _, out _));
    }

    private static RevealJob Job(byte[] model, IReadOnlyList<Tensor> inputs) => new(
        model, RevealPlanWriter.Write(Plan).ToArray(), [], inputs.Select((input, run) => (run, input)).ToDictionary(pair => $"{pair.run}/input_0.pb", pair => TensorProtoWriter.Write(pair.input)));

    private static BitFlip[] Flips(byte[] model)
    {
        ModelTables tables = ModelWalker.Walk(new MemoryByteSource(model)).Match(value => value, fault => throw new Xunit.Sdk.XunitException(fault.ToString()));
        return [.. BitClasses.All.SelectMany(of => BitFlips.Draw(FloatWeights.Find(tables), of, Each, (ulong)Plan.Seed))];
    }

    private static double Alone(byte[] model, byte[] changed, Tensor input)
    {
        using var one = new ModelSession(model);
        using var other = new ModelSession(changed);
        Tensor named = input with { Name = one.Inputs[0] };
        return OutputMargin.Of(one.Run([named], one.Outputs)[0], other.Run([named], other.Outputs)[0], new OutputTolerance("default", "*", ToleranceMetric.Elementwise, Plan.Relative, Plan.Absolute));
    }

    private static Reason? Reason(RevealJob job) => Assert.Single(Reveal.Run(job).Checks).Reason;
}
