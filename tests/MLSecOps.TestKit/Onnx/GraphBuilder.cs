using System.Globalization;

namespace MLSecOps.TestKit.Onnx;

/// <summary>Builds a graph node by node; each method returns the name of what it made. Names are unique over a graph and those nested in it.</summary>
public sealed class GraphBuilder
{
    private readonly List<OnnxNode> _nodes = [];
    private readonly List<OnnxTensor> _initializers = [];
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly Counter _counter;

    /// <summary>A main graph.</summary>
    public GraphBuilder() => (_counter, Functions) = (new Counter(), []);

    /// <summary>A graph inside another.</summary>
    public GraphBuilder(GraphBuilder outer)
    {
        ArgumentNullException.ThrowIfNull(outer);
        (_counter, Functions) = (outer._counter, outer.Functions);
    }

    /// <summary>Functions that nodes call.</summary>
    public List<OnnxFunction> Functions { get; }

    /// <summary>Adds an input.</summary>
    public string Input(string name, int type, params long[] dims)
    {
        _inputs.Add(new OnnxValue(name, type, dims));
        return name;
    }

    /// <summary>Adds an output with its own name; the value is handed over by Identity.</summary>
    public void Output(string name, string value, int type, params long[] dims)
    {
        _nodes.Add(new OnnxNode("Identity", [value], [name]) { Name = $"{name}_out" });
        _outputs.Add(new OnnxValue(name, type, dims));
    }

    /// <summary>Makes values outputs, as they are.</summary>
    public GraphBuilder Yield(params string[] values)
    {
        _outputs.AddRange(values.Select(value => new OnnxValue(value)));
        return this;
    }

    /// <summary>Adds a node with one output.</summary>
    public string Add(string operation, string[] inputs, params OnnxAttribute[] attributes) => Add(operation, 1, inputs, attributes)[0];

    /// <summary>Adds a node with some outputs.</summary>
    public string[] Add(string operation, int outputs, string[] inputs, params OnnxAttribute[] attributes)
    {
        int number = _counter.Next();
        string name = string.Create(CultureInfo.InvariantCulture, $"{operation}_{number}");
        string[] names = [.. Enumerable.Range(0, outputs).Select(index => index == 0 ? $"{name}_y" : string.Create(CultureInfo.InvariantCulture, $"{name}_y{index}"))];
        _nodes.Add(new OnnxNode(operation, inputs, names, attributes) { Name = name });
        return names;
    }

    /// <summary>Adds a node that is made elsewhere.</summary>
    public string Add(OnnxNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _nodes.Add(node);
        return node.Outputs[0];
    }

    /// <summary>Calls a function of the model.</summary>
    public string Call(string domain, string name, params string[] inputs)
    {
        int number = _counter.Next();
        string node = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        return Add(new OnnxNode(name, inputs, [$"{node}_y"]) { Domain = domain, Name = node });
    }

    /// <summary>A name that nothing has.</summary>
    public string Name(string stem) => string.Create(CultureInfo.InvariantCulture, $"{stem}_{_counter.Next()}");

    /// <summary>Adds an initialiser.</summary>
    public string Constant(OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        string name = tensor.Name ?? Name("c");
        _initializers.Add(tensor with { Name = name });
        return name;
    }

    /// <summary>Adds floats.</summary>
    public string Floats(long[] dims, params float[] values) => Constant(OnnxTensor.Floats(null, dims, values));

    /// <summary>Adds a float without dimensions.</summary>
    public string Float(float value) => Floats([], value);

    /// <summary>Adds a row of integers.</summary>
    public string Ints(params long[] values) => Constant(OnnxTensor.Int64s(null, [values.Length], values));

    /// <summary>Adds an integer without dimensions.</summary>
    public string Int(long value) => Constant(OnnxTensor.Int64s(null, [], value));

    /// <summary>Adds weights, the same for the same seed.</summary>
    public string Weights(int seed, params long[] dims) => Constant(OnnxTensor.Weights(Name("w"), dims, seed));

    /// <summary>Casts.</summary>
    public string Cast(string value, int type) => Add("Cast", [value], OnnxAttribute.Int("to", type));

    /// <summary>Gives a value another shape.</summary>
    public string Reshape(string value, params long[] dims) => Add("Reshape", [value, Ints(dims)]);

    /// <summary>The graph.</summary>
    public OnnxGraph Build(string name = "g") => new(name) { Nodes = _nodes, Initializers = _initializers, Inputs = _inputs, Outputs = _outputs };

    private sealed class Counter
    {
        private int _last;

        internal int Next() => ++_last;
    }
}
