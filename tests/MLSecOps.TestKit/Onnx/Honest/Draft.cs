using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>An honest model while it is written: where nodes go, which inputs it has, and learned weights that are all different.</summary>
internal sealed class Draft
{
    /// <summary>Domain of classical models.</summary>
    internal const string Classical = "ai.onnx.ml";

    /// <summary>Domain of the runtime's fused operators.</summary>
    internal const string Fused = "com.microsoft";

    private readonly Stack<GraphBuilder> _graphs = new([new GraphBuilder()]);
    private readonly List<HonestInput> _inputs = [];
    private readonly SortedDictionary<string, long> _opsets = new(StringComparer.Ordinal) { [string.Empty] = OnnxModel.Opset };
    private int _seed = 1000;

    internal IReadOnlyList<HonestInput> Inputs => _inputs;

    /// <summary>An optional input that is left out.</summary>
    internal Term None => new(this, string.Empty);

    private GraphBuilder Graph => _graphs.Peek();

    internal OnnxModel Build(string name) => new(Graph.Build(name))
    {
        Functions = Graph.Functions,
        Opsets = [.. _opsets.Select(pair => (pair.Key, pair.Value))],
    };

    /// <summary>Floats of -1 to 1.</summary>
    internal Term Input(string name, params long[] dims) => Ranged(name, -1, 1, dims);

    /// <summary>Floats of a range.</summary>
    internal Term Ranged(string name, float low, float high, params long[] dims) =>
        Input(name, OnnxType.Float, dims, dims, random => Fill(dims, () => low + ((high - low) * random.NextSingle())));

    /// <summary>Whole numbers from 0.</summary>
    internal Term Tokens(string name, int below, params long[] dims) => Input(name, OnnxType.Int64, dims, dims, random => Fill(dims, () => random.Next(below)));

    /// <summary>One of some values, everywhere.</summary>
    internal Term Setting(string name, int type, long[] dims, params float[] values) =>
        Input(name, type, dims, dims, random => { float value = values[random.Next(values.Length)]; return Fill(dims, () => value); });

    /// <summary>Any of some values in each place.</summary>
    internal Term Mixed(string name, int type, long[] dims, params float[] values) => Input(name, type, dims, dims, random => Fill(dims, () => values[random.Next(values.Length)]));

    /// <summary>An input whose declared dimensions are open where they are -1.</summary>
    internal Term Open(string name, int type, long[] declared, long[] dims, Func<Random, float> sample) =>
        Input(name, type, declared, dims, random => Fill(dims, () => sample(random)));

    /// <summary>What a function makes of the number of each place, once per sample.</summary>
    internal Term Drawn(string name, int type, long[] dims, Func<Random, Func<int, float>> sample) =>
        Input(name, type, dims, dims, random => [.. Enumerable.Range(0, Count(dims)).Select(sample(random))]);

    /// <summary>Rows of token ids that end in zeros: 12 places of which 4 to 12 are used, ids of 1 to 63.</summary>
    internal Term Padded(string name = "ids", int rows = 1) => Drawn(name, OnnxType.Int64, [rows, 12], random =>
    {
        int[] used = [.. Enumerable.Range(0, rows).Select(_ => random.Next(4, 13))];
        return place => place % 12 < used[place / 12] ? random.Next(1, 64) : 0;
    });

    internal Term Input(string name, int type, long[] declared, long[] dims, Func<Random, float[]> sample)
    {
        _inputs.Add(new HonestInput(name, type, dims, sample));
        return new Term(this, Graph.Input(name, type, declared));
    }

    internal void Output(string name, Term value, params long[] dims) => Output(name, OnnxType.Float, value, dims);

    internal void Output(string name, int type, Term value, params long[] dims) => Graph.Output(name, value.Name, type, dims);

    internal Term Float(float value) => new(this, Graph.Float(value));

    internal Term Floats(long[] dims, params float[] values) => new(this, Graph.Floats(dims, values));

    /// <summary>What a function makes of the number of each place.</summary>
    internal Term Floats(long[] dims, Func<int, float> value) => Floats(dims, [.. Enumerable.Range(0, Count(dims)).Select(value)]);

    /// <summary>One row of floats, [1, n].</summary>
    internal Term Row(params float[] values) => Floats([1, values.Length], values);

    internal Term Int(long value) => new(this, Graph.Int(value));

    internal Term Ints(params long[] values) => new(this, Graph.Ints(values));

    internal Term Ints(long[] dims, long[] values) => new(this, Graph.Constant(OnnxTensor.Int64s(null, dims, values)));

    internal Term Bytes(int type, params byte[] values) => new(this, Graph.Constant(new OnnxTensor(null, type, values.Length) { Raw = values }));

    internal Term Byte(int type, byte value) => new(this, Graph.Constant(new OnnxTensor(null, type) { Raw = [value] }));

    internal Term Truths(long[] dims, params bool[] values) =>
        new(this, Graph.Constant(new OnnxTensor(null, OnnxType.Bool, dims) { Raw = [.. values.Select(value => value ? (byte)1 : (byte)0)] }));

    /// <summary>Learned weights, unlike all others of the model.</summary>
    internal Term Weights(params long[] dims) => new(this, Graph.Weights(_seed++, dims));

    /// <summary>The whole numbers from 0, as floats.</summary>
    internal Term Ramp(params long[] dims) => Floats(dims, place => place);

    internal Term Op(string operation, Term[] inputs, params OnnxAttribute[] attributes) => Ops(operation, 1, inputs, attributes)[0];

    internal Term[] Ops(string operation, int outputs, Term[] inputs, params OnnxAttribute[] attributes) =>
        [.. Graph.Add(operation, outputs, [.. inputs.Select(input => input.Name)], attributes).Select(name => new Term(this, name))];

    /// <summary>An operation of another domain.</summary>
    internal Term[] Ops(string domain, long version, string operation, int outputs, Term[] inputs, params OnnxAttribute[] attributes)
    {
        _opsets[domain] = version;
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => Graph.Name(operation))];
        Graph.Add(new OnnxNode(operation, [.. inputs.Select(input => input.Name)], names, attributes) { Domain = domain, Name = Graph.Name(operation) });
        return [.. names.Select(name => new Term(this, name))];
    }

    /// <summary>Adds a function that nodes can call.</summary>
    internal void Define(OnnxFunction function)
    {
        _opsets[function.Domain] = 1;
        Graph.Functions.Add(function);
    }

    internal Term Call(string domain, string function, params Term[] inputs) => new(this, Graph.Call(domain, function, [.. inputs.Select(input => input.Name)]));

    internal Term Concat(int axis, params Term[] parts) => Op("Concat", parts, OnnxAttribute.Int("axis", axis));

    internal Term Range(Term from, Term to) => Op("Range", [from, to, Int(1)]);

    internal Term If(Term condition, Func<Term> then, Func<Term> otherwise) => Op("If", [condition],
        OnnxAttribute.Graph("then_branch", Nested(null, () => [then()]).Build("then")), OnnxAttribute.Graph("else_branch", Nested(null, () => [otherwise()]).Build("else")));

    /// <summary>A loop of <paramref name="count"/> rounds: the last states, then what each round yields, stacked.</summary>
    internal Term[] Loop(Term count, Term[] states, Func<Term, Term[], Term[]> round, int outputs)
    {
        var body = new GraphBuilder(Graph);
        var number = new Term(this, body.Input(body.Name("round"), OnnxType.Int64));
        var go = new Term(this, body.Input(body.Name("go"), OnnxType.Bool));
        Term[] inside = [.. states.Select(_ => new Term(this, body.Input(body.Name("state"), 0)))];
        return Ops("Loop", outputs, [count, None, .. states], OnnxAttribute.Graph("body", Nested(body, () => [go, .. round(number, inside)]).Build("body")));
    }

    /// <summary>A loop over the first axis of <paramref name="sequences"/>: the last states, then what each round yields, stacked.</summary>
    internal Term[] Scan(Term[] states, Term[] sequences, Func<Term[], Term[], Term[]> round, int outputs)
    {
        var body = new GraphBuilder(Graph);
        Term[] inside = [.. states.Select(_ => new Term(this, body.Input(body.Name("state"), 0)))];
        Term[] items = [.. sequences.Select(_ => new Term(this, body.Input(body.Name("item"), 0)))];
        return Ops("Scan", outputs, [.. states, .. sequences],
            OnnxAttribute.Graph("body", Nested(body, () => round(inside, items)).Build("body")), OnnxAttribute.Int("num_scan_inputs", sequences.Length));
    }

    /// <summary>Features of an input, by one of the base networks.</summary>
    internal Term Backbone(BaseNetwork network, Term input) => new(this, network.Backbone(Graph, input.Name));

    /// <summary>64 features of 64 numbers.</summary>
    internal Term Perceptron(Term input) => Backbone(new Perceptron(), input);

    /// <summary>48 features of a picture.</summary>
    internal Term Convolutional(Term input) => Backbone(new Convolutional(), input);

    /// <summary>32 features of 12 tokens.</summary>
    internal Term Attentive(Term input) => Backbone(new Attentive(), input);

    /// <summary>Embeddings of 12 tokens with their places, [rows, 12, 32].</summary>
    internal Term Embedded(Term ids) => Weights(64, 32).Gather(ids) + Weights(1, 12, 32);

    /// <summary>A block of attention, [rows, places, 32], with a mask that is added to its scores.</summary>
    internal Term Block(Term values, Term? mask = null)
    {
        _seed += 8;
        return new Term(this, Networks.Attentive.Block(Graph, values.Name, _seed - 8, mask?.Name));
    }

    private static float[] Fill(long[] dims, Func<float> value) => [.. Enumerable.Range(0, Count(dims)).Select(_ => value())];

    private static int Count(long[] dims) => (int)dims.Aggregate(1L, (product, dim) => product * dim);

    private GraphBuilder Nested(GraphBuilder? graph, Func<Term[]> write)
    {
        GraphBuilder inner = graph ?? new GraphBuilder(Graph);
        _graphs.Push(inner);
        string[] names = [.. write().Select(value => inner.Add("Identity", [value.Name]))];
        _graphs.Pop();
        return inner.Yield(names);
    }
}
