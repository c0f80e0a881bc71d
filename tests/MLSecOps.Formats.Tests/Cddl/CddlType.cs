namespace MLSecOps.Formats.Tests.Cddl;

/// <summary>True for an item that is of the type.</summary>
internal delegate bool CddlType(CborValue item);
