namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>A model without any backdoor that has, for a good reason, something that backdoors have too: a decision, a mask, a constant answer.</summary>
public sealed class HonestModel
{
    private readonly Action<Draft> _write;

    /// <param name="name">Theme and name.</param>
    /// <param name="practice">Which real systems are made like this.</param>
    /// <param name="write">Writes the model.</param>
    internal HonestModel(string name, string practice, Action<Draft> write) => (Name, Practice, _write) = (name, practice, write);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<HonestModel> All { get; } =
    [
        .. Exits.All, .. Experts.All, .. Masks.All, .. Places.All,
        .. Tables.All, .. Pictures.All, .. Sounds.All,
        .. Labels.All, .. Detections.All, .. Generation.All,
        .. Activations.All, .. Gates.All, .. Recurrent.All, .. Prototypes.All, .. Trees.All,
        .. Residuals.All, .. Quantised.All, .. Settings.All, .. Shapes.All,
        .. Overrides.All, .. Templates.All, .. Functions.All,
    ];

    /// <summary>Theme and name.</summary>
    public string Name { get; }

    /// <summary>Which real systems are made like this.</summary>
    public string Practice { get; }

    /// <summary>The model, and inputs that fit it.</summary>
    public (OnnxModel Model, IReadOnlyList<HonestInput> Inputs) Build()
    {
        var draft = new Draft();
        _write(draft);
        return (draft.Build(Name), draft.Inputs);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
