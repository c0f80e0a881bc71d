using MLSecOps.Behaviour.Sanity;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Cli.Baseline;

/// <summary>Fits inputs to the interface of a model, and takes stacks of rows apart. Nothing is converted.</summary>
internal static class InputFit
{
    /// <summary>All inputs, in the order of the folder.</summary>
    /// <exception cref="CommandFailure">One does not fit, or holds NaN or infinity.</exception>
    public static IReadOnlyList<NaturalInput> Fit(ModelInterface model, IReadOnlyList<InputGroup> groups)
    {
        if (model.Inputs.FirstOrDefault(input => input.Type == ElementType.Undefined) is { } other)
        {
            throw new CommandFailure(BaselineReasons.InputUnfit, "the model takes what cannot be given to it here", $"input {other.Name} is no tensor of numbers, booleans or strings");
        }

        return [.. groups.SelectMany(group => Fit(model, group))];
    }

    /// <summary>A value's type and shape as people read them.</summary>
    public static string Describe(ElementType type, IReadOnlyList<long> shape) => $"{ElementTypes.Name(type)} [{string.Join(',', shape.Select(dimension => dimension < 0 ? "?" : dimension.ToString()))}]";

    private static IEnumerable<NaturalInput> Fit(ModelInterface model, InputGroup group)
    {
        if (group.Tensors.Count != model.Inputs.Count)
        {
            throw Unfit(group.Name, $"{model.Inputs.Count} inputs ({string.Join(", ", model.Inputs.Select(input => $"{input.Name} {Describe(input.Type, input.Shape)}"))})", group.Tensors.Count.ToString());
        }

        InputTensor[] placed = [.. model.Inputs.Select((input, place) => Find(group, input, place, model))];
        foreach (InputTensor tensor in placed)
        {
            Check(tensor);
        }

        return group.Rows ? Rows(model, group, placed) : [Whole(model, group, placed)];
    }

    private static InputTensor Find(InputGroup group, ModelValue input, int place, ModelInterface model) =>
        group.Tensors.FirstOrDefault(tensor => tensor.Tensor.Name == input.Name)
        ?? group.Tensors.FirstOrDefault(tensor => tensor.Place == place && model.Inputs.All(other => other.Name != tensor.Tensor.Name))
        ?? throw Unfit(group.Name, $"a tensor for input {input.Name}, named so or input_{place}", "none");

    private static void Check(InputTensor tensor)
    {
        if (!FiniteNumbers.Are(tensor.Tensor))
        {
            throw new CommandFailure(BaselineReasons.InputNotFinite, $"{tensor.File} holds NaN or infinity");
        }
    }

    private static NaturalInput Whole(ModelInterface model, InputGroup group, InputTensor[] placed) => new(group.Name, [.. placed.Select((tensor, place) =>
        tensor.Tensor.Type == model.Inputs[place].Type && model.Inputs[place].Takes(tensor.Tensor.Shape)
            ? tensor.Tensor with { Name = model.Inputs[place].Name }
            : throw Unfit(tensor, model.Inputs[place]))]);

    private static IEnumerable<NaturalInput> Rows(ModelInterface model, InputGroup group, InputTensor[] placed)
    {
        (int Count, Func<int, Tensor> At)[] stacks = [.. placed.Select((tensor, place) => Stack(tensor, model.Inputs[place]))];
        int[] counts = [.. stacks.Select(stack => stack.Count).Distinct()];
        return counts.Length > 1
            ? throw Unfit(group.Name, "the same number of rows for each input", string.Join(" and ", counts))
            : Enumerable.Range(0, counts.FirstOrDefault()).Select(row => new NaturalInput($"{(placed.Length == 1 ? placed[0].File : group.Name)} row {row}", [.. stacks.Select(stack => stack.At(row))]));
    }

    // Rows along axis 0, as many at a time as the model asks for; or the model's whole shape below an axis of its own.
    private static (int Count, Func<int, Tensor> At) Stack(InputTensor file, ModelValue input)
    {
        Tensor tensor = file.Tensor with { Name = input.Name };
        if (tensor.Type != input.Type || tensor.Shape.Count == 0)
        {
            throw Unfit(file, input);
        }

        if (tensor.Shape.Count == input.Shape.Count + 1 && input.Takes([.. tensor.Shape.Skip(1)]))
        {
            return ((int)tensor.Shape[0], row => TensorRows.Slice(tensor, row, 1) with { Shape = [.. tensor.Shape.Skip(1)] });
        }

        int rows = input.Shape is [> 0, ..] ? (int)Math.Min(input.Shape[0], int.MaxValue) : 1;
        return tensor.Shape.Count == input.Shape.Count && input.Takes([rows, .. tensor.Shape.Skip(1)]) && tensor.Shape[0] % rows == 0
            ? ((int)(tensor.Shape[0] / rows), row => TensorRows.Slice(tensor, row * rows, rows))
            : throw Unfit(file, input);
    }

    private static CommandFailure Unfit(InputTensor file, ModelValue input) =>
        Unfit(file.File, $"{Describe(input.Type, input.Shape)} for input {input.Name}, or rows of it", Describe(file.Tensor.Type, file.Tensor.Shape));

    private static CommandFailure Unfit(string name, string expected, string found) =>
        new(BaselineReasons.InputUnfit, $"{name} does not fit the model", $"expected {expected}, found {found}");
}
