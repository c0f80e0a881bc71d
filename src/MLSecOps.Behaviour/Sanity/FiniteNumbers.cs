using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Whether a tensor holds only finite numbers: what is compared with NaN or infinity says little.</summary>
public static class FiniteNumbers
{
    /// <summary>True for integers, booleans and strings.</summary>
    public static bool Are(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!ElementTypes.IsFloat(tensor.Type))
        {
            return true;
        }

        var elements = new ElementReader(tensor);
        for (int index = 0; index < elements.Count; index++)
        {
            if (!double.IsFinite(elements.Number(index)))
            {
                return false;
            }
        }

        return true;
    }
}
