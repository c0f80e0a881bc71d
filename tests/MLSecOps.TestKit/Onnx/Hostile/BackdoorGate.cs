namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>What a trigger decided, in the form that a payload asks for.</summary>
public sealed class BackdoorGate(GraphBuilder graph, string value, bool isSoft)
{
    private string? _float;
    private string? _truth;
    private string? _index;

    /// <summary>The graph it stands in.</summary>
    public GraphBuilder Graph { get; } = graph;

    /// <summary>As a float, [1, 1].</summary>
    public string Float => isSoft ? value : _float ??= Graph.Cast(value, OnnxType.Float);

    /// <summary>As a bool, [1, 1].</summary>
    public string Truth => !isSoft ? value : _truth ??= Graph.Cast(Graph.Add("Round", [value]), OnnxType.Bool);

    /// <summary>As 0 or 1, [1].</summary>
    public string Index => _index ??= Graph.Reshape(Graph.Cast(isSoft ? Graph.Add("Round", [value]) : value, OnnxType.Int64), 1);

    /// <summary>1 minus it, as a float.</summary>
    public string Not() => Graph.Add("Sub", [Graph.Float(1), Float]);
}
