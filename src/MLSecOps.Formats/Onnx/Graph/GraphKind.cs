namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>What a graph is.</summary>
public enum GraphKind
{
    /// <summary>The model's graph.</summary>
    Main = 0,

    /// <summary>A graph in an attribute, such as a branch of If.</summary>
    Nested,

    /// <summary>The body of a function.</summary>
    Function,

    /// <summary>training_info's initialization.</summary>
    TrainingInitialization,

    /// <summary>training_info's algorithm.</summary>
    TrainingAlgorithm,
}
