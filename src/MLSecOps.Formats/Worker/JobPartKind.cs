namespace MLSecOps.Formats.Worker;

/// <summary>What a part of a job is. The values are on the wire.</summary>
public enum JobPartKind
{
    /// <summary>The ONNX model; exactly one.</summary>
    Model = 1,

    /// <summary><c>suite.json</c>; at most one.</summary>
    Suite = 2,

    /// <summary>An input or output of a golden vector, named <c>FOLDER/input_K.pb</c> or <c>FOLDER/output_K.pb</c>.</summary>
    Vector = 3,

    /// <summary>Data that the model keeps outside its file, named as the model names it.</summary>
    ExternalData = 4,
}
