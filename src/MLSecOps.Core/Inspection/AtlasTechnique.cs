namespace MLSecOps.Core.Inspection;

/// <summary>A technique of MITRE ATLAS, the field's catalogue of attacks on machine learning.</summary>
/// <param name="Id">Such as <c>AML.T0018</c>; tests hold id and name against the published catalogue.</param>
/// <param name="Name">As the catalogue spells it.</param>
public sealed record AtlasTechnique(string Id, string Name);
