using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLSecOps.TestKit.Onnx;
using MLSecOps.TestKit.Onnx.Honest;

namespace MLSecOps.Worker.Tests;

/// <summary>The honest models are models: the runtime loads them, and what they answer has the stated shape and depends on what they are asked.</summary>
public sealed class HonestModelRunTests
{
    private const int Samples = 24;
    private const int Seed = 20261126;

    /// <summary>Decisions about shapes, which are the same in all samples, and guards against what must never be.</summary>
    private static readonly string[] OneSided = ["setting/short-input", "setting/squeezed-if", "label/not-a-number-guard", "label/finite-guard", "exit/adaptive-computation"];

    public static TheoryData<string> Deciding => [.. HonestModel.All.Where(model => !OneSided.Contains(model.Name) && Decisions(model.Build().Model.Graph!).Length > 0).Select(model => model.Name)];

    public static TheoryData<string> Names => [.. HonestModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Runs_and_answers_by_its_input(string name)
    {
        InferenceEngine.Load();
        (OnnxModel model, IReadOnlyList<HonestInput> inputs) = HonestModel.All.Single(model => model.Name == name).Build();
        using var session = new InferenceSession(model.ToBytes());
        List<(string Name, int[] Dims, double[] Values)>[] answers = RunAll(session, inputs);
        foreach (OnnxValue output in model.Graph!.Outputs)
        {
            (string Name, int[] Dims, double[] Values)[] each = [.. answers.Select(answer => answer.Single(value => value.Name == output.Name))];
            Assert.True(each.All(value => Fits(output.Dims!, value.Dims)), $"{output.Name} is [{string.Join(", ", each[0].Dims)}]");
            Assert.False(each.Any(value => value.Values.Any(double.IsNaN)), $"{output.Name} is not a number");
            Assert.True(each.Skip(1).Any(value => !value.Values.AsSpan().SequenceEqual(each[0].Values)), $"{output.Name} is always {string.Join(", ", each[0].Values.Take(9))}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Answers_alike_in_every_style(string name)
    {
        InferenceEngine.Load();
        (OnnxModel model, IReadOnlyList<HonestInput> inputs) = HonestModel.All.Single(model => model.Name == name).Build();
        using var session = new InferenceSession(model.ToBytes());
        Assert.All(HonestStyle.All.Skip(1), style =>
        {
            using var restyled = new InferenceSession(style.Rewrite(model).ToBytes());
            foreach (((string Name, int[] Dims, double[] Values) one, (string Name, int[] Dims, double[] Values) other) in Run(session, inputs, new Random(Seed)).Zip(Run(restyled, inputs, new Random(Seed))))
            {
                Assert.Equal(one.Dims, other.Dims);
                Assert.True(one.Values.Zip(other.Values).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-3 * Math.Max(1, Math.Abs(pair.First))), $"{style.Name} answers otherwise in {one.Name}");
            }
        });
    }

    [Theory]
    [MemberData(nameof(Deciding))]
    public void Decisions_fall_both_ways(string name)
    {
        InferenceEngine.Load();
        (OnnxModel model, IReadOnlyList<HonestInput> inputs) = HonestModel.All.Single(model => model.Name == name).Build();
        OnnxGraph graph = model.Graph!;
        string[] decisions = Decisions(graph);
        OnnxGraph open = graph with { Outputs = [.. graph.Outputs, .. decisions.Select(decision => new OnnxValue(decision, OnnxType.Bool, null))] };
        using var session = new InferenceSession((model with { Graph = open }).ToBytes());
        List<(string Name, int[] Dims, double[] Values)>[] answers = RunAll(session, inputs);
        Assert.All(decisions, decision => Assert.Equal(2, answers.SelectMany(answer => answer.Single(value => value.Name == decision).Values).Distinct().Count()));
    }

    /// <summary>Computed conditions of If and Where in the main graph.</summary>
    private static string[] Decisions(OnnxGraph graph) =>
        [.. graph.Nodes.Where(node => node.Operator is "If" or "Where").Select(node => node.Inputs[0]).Distinct().Where(value => graph.Nodes.Any(node => node.Outputs.Contains(value)))];

    private static bool Fits(long[] declared, int[] dims) => declared.Length == dims.Length && declared.Zip(dims).All(pair => pair.First == -1 || pair.First == pair.Second);

    private static List<(string Name, int[] Dims, double[] Values)>[] RunAll(InferenceSession session, IReadOnlyList<HonestInput> inputs)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, Samples).Select(_ => Run(session, inputs, random))];
    }

    private static List<(string Name, int[] Dims, double[] Values)> Run(InferenceSession session, IReadOnlyList<HonestInput> inputs, Random random)
    {
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([.. inputs.Select(input => Value(input, input.Sample(random)))]);
        return [.. results.Select(Read)];
    }

    private static NamedOnnxValue Value(HonestInput input, float[] values)
    {
        int[] dims = [.. input.Dims.Select(dim => (int)dim)];
        return input.Type switch
        {
            OnnxType.Float => Of(values),
            OnnxType.Int64 => Of(Array.ConvertAll(values, value => (long)value)),
            OnnxType.Int32 => Of(Array.ConvertAll(values, value => (int)value)),
            OnnxType.UInt8 => Of(Array.ConvertAll(values, value => (byte)value)),
            OnnxType.Bool => Of(Array.ConvertAll(values, value => value > 0)),
            _ => throw new InvalidOperationException($"no inputs of type {input.Type}"),
        };

        NamedOnnxValue Of<T>(T[] content) => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<T>(content, dims));
    }

    private static (string Name, int[] Dims, double[] Values) Read(DisposableNamedOnnxValue value) => value.Value switch
    {
        Tensor<float> tensor => (value.Name, tensor.Dimensions.ToArray(), [.. tensor.Select(item => (double)item)]),
        Tensor<long> tensor => (value.Name, tensor.Dimensions.ToArray(), [.. tensor.Select(item => (double)item)]),
        Tensor<int> tensor => (value.Name, tensor.Dimensions.ToArray(), [.. tensor.Select(item => (double)item)]),
        Tensor<byte> tensor => (value.Name, tensor.Dimensions.ToArray(), [.. tensor.Select(item => (double)item)]),
        Tensor<bool> tensor => (value.Name, tensor.Dimensions.ToArray(), [.. tensor.Select(item => item ? 1.0 : 0.0)]),
        _ => throw new InvalidOperationException($"{value.Name} is a {value.Value.GetType()}"),
    };
}
