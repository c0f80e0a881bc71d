using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using Tensor = MLSecOps.Core.Tensors.Tensor;

namespace MLSecOps.Worker;

/// <summary>Tensors to the engine's values and back, by copy. The engine's element types have ONNX's numbers, as ours do.</summary>
internal static class EngineValues
{
    /// <summary>A value that owns a copy of the tensor; the caller disposes it.</summary>
    public static OrtValue Make(Tensor tensor)
    {
        long[] shape = [.. tensor.Shape];
        if (tensor.Strings is { } strings)
        {
            OrtValue text = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
            for (int index = 0; index < strings.Count; index++)
            {
                text.StringTensorSetElementAt(strings[index].AsSpan(), index);
            }

            return text;
        }

        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)tensor.Type, shape);
        if (!tensor.Data.IsEmpty)
        {
            tensor.Data.Span.CopyTo(value.GetTensorMutableRawData());
        }

        return value;
    }

    /// <summary>A copy of a value.</summary>
    /// <exception cref="UnsupportedValueException">It is no tensor of a type that can be compared.</exception>
    public static Tensor Read(string name, OrtValue value)
    {
        if (value.OnnxType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            throw new UnsupportedValueException(RehearsalReasons.TensorTypeUnsupported, value.OnnxType.ToString());
        }

        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        var type = (ElementType)info.ElementDataType;
        if (type == ElementType.Text)
        {
            return new Tensor(name, type, info.Shape, default, [.. Enumerable.Range(0, (int)info.ElementCount).Select(value.GetStringElement)]);
        }

        int size = ElementTypes.Size(type);
        return size == 0 ? throw new UnsupportedValueException(RehearsalReasons.TensorTypeUnsupported, info.ElementDataType.ToString())
            : info.ElementCount > TensorLimits.MaxBytes / size ? throw new UnsupportedValueException(RehearsalReasons.TooLarge, $"{info.ElementCount} elements")
            : new Tensor(name, type, info.Shape, info.ElementCount == 0 ? default : value.GetTensorMutableRawData().ToArray());
    }
}
