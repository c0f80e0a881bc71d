namespace MLSecOps.Formats.Worker;

/// <summary>What a part of a job is. The values are on the wire.</summary>
public enum JobPartKind
{
    /// <summary>The ONNX model; exactly one in a rehearsal, none in an inspection, which has it as a descriptor.</summary>
    Model = 1,

    /// <summary><c>suite.json</c>; at most one.</summary>
    Suite = 2,

    /// <summary>An input or output of a golden vector, named <c>FOLDER/input_K.pb</c> or <c>FOLDER/output_K.pb</c>.</summary>
    Vector = 3,

    /// <summary>Data that the model keeps outside its file, named as the model names it.</summary>
    ExternalData = 4,

    /// <summary>What to inspect, <see cref="Inspection.InspectionJob"/>; exactly one in an inspection.</summary>
    InspectionJob = 5,

    /// <summary><c>inspection.json</c>; at most one, in an inspection.</summary>
    InspectionPolicy = 6,

    /// <summary>The bill of materials; at most one, in an inspection.</summary>
    BillOfMaterials = 7,

    /// <summary>In a report of answers: the execution profile in which the worker ran them; exactly one, and first.</summary>
    Profile = 8,

    /// <summary>In a report of answers: one output of one run, named <c>RUN/output_K.pb</c>.</summary>
    Answer = 9,

    /// <summary>In a report of answers: why a run, or the whole job, has no answer; <see cref="AnswerFailure"/>.</summary>
    Failure = 10,

    /// <summary>How inputs are tried on changed copies of a model, <see cref="RevealPlan"/>; exactly one in a job that asks for it.</summary>
    RevealPlan = 11,
}
