namespace MLSecOps.Cli.Baseline;

/// <summary>Files that belong together: one for each input of the model.</summary>
/// <param name="Name">Folder or file, for messages.</param>
/// <param name="Rows">Whether each row along axis 0 is an input of its own; else the whole tensor is one.</param>
/// <param name="Tensors">The files.</param>
internal sealed record InputGroup(string Name, bool Rows, IReadOnlyList<InputTensor> Tensors);
